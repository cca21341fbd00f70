/** The figures of the night: counted in one place, so that board, wall, supervisor and paper never disagree. */

import type { Incident, Report } from "../api/shapes";
import { waitsAsFirst } from "./alarm";
import { isBreached, isUnattended } from "./state";

export interface Counts {
  open: number;
  /** Open incidents that nobody goes to. */
  unattended: number;
  /** Open incidents of which a running clock is past its target, however many of their clocks are. */
  breached: number;
  /** Reports that wait for a person. */
  reports: number;
  /** Those of them that are proposed as priority 1: nobody goes there either. */
  firsts: number;
}

export function countsOf(incidents: Iterable<Incident>, reports: Iterable<Report>, now: number): Counts {
  const open = [...incidents];
  const waiting = [...reports];
  return {
    open: open.length,
    unattended: open.filter(isUnattended).length,
    breached: open.filter((incident) => isBreached(incident, now)).length,
    reports: waiting.length,
    firsts: waiting.filter(waitsAsFirst).length,
  };
}
