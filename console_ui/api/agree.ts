/**
 * Our shapes against the ones generated from the OpenAPI document: a field that was renamed, removed or may now be null
 * breaks the build and not the night shift. Nothing here runs.
 */

import type { NewIncident } from "../data/incidents";
import type { NewReport } from "../data/reports";
import type { components, paths } from "#openapi";
import type * as Ours from "./types";

type Theirs = components["schemas"];

/** Names of fields that the back end does not send, or may send as null where we do not expect it. */
type Differs<A, B> = {
  [K in keyof A]-?: K extends keyof B ? (null extends B[K] ? (null extends A[K] ? never : K) : never) : K;
}[keyof A];
/** Names of fields that the back end would not take. */
type Unknown<A, B> = Exclude<keyof A, keyof B>;
type Nothing<T extends never> = T;

export type Agreement = [
  Nothing<Differs<Ours.Person, Theirs["PersonOut"]>>,
  Nothing<Differs<Ours.Session, Theirs["CurrentOut"]>>,
  Nothing<Differs<Ours.Report, Theirs["ReportOut"]>>,
  Nothing<Differs<Ours.Incident, Theirs["IncidentOut"]>>,
  Nothing<Differs<Ours.Task, Theirs["TaskOut"]>>,
  Nothing<Differs<Ours.Clock, Theirs["ClockOut"]>>,
  Nothing<Differs<Ours.Agency, Theirs["AgencyOut"]>>,
  Nothing<Differs<Ours.Unit, Theirs["UnitOut"]>>,
  Nothing<Differs<Ours.Gauge, Theirs["GaugeOut"]>>,
  Nothing<Differs<Ours.CallBack, Theirs["CallBackOut"]>>,
  Nothing<Differs<Ours.Attention, Theirs["RawMessageOut"]>>,
  Nothing<Differs<Ours.Undelivered, Theirs["NoticeOut"]>>,
  Nothing<Differs<Ours.ResponseRow, Theirs["Figure"]>>,
  Nothing<Differs<Ours.ResponseTimes, Theirs["ResponseTimesOut"]>>,
  Nothing<Differs<Ours.Preview, Theirs["ProposalOut"]>>,
  Nothing<Differs<Ours.ResponsePlan, Theirs["ResponsePlanOut"]>>,
  Nothing<Unknown<NewIncident, Theirs["IncidentIn"]>>,
  Nothing<Unknown<NewReport, NonNullable<paths["/api/v1/reports"]["post"]["requestBody"]>["content"]["application/json"]>>,
];
