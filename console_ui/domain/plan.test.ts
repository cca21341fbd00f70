import { describe, expect, it } from "vitest";
import { makeIncident, makeTask } from "../api/fixtures";
import type { PlanLine } from "../api/shapes";
import { agencyFor, coverOf, doubtfulOwners, furtherChanges, mergeTargets, nextLine, noPlan } from "./plan";

const line = (changes: Partial<PlanLine>): PlanLine => ({
  service: "fire",
  agency_id: "damkar",
  agency_name: "Damkar",
  rank: 1,
  reasons: [],
  distance_m: null,
  border_distance_m: null,
  stand_by: false,
  behind: null,
  candidates: ["damkar-kab"],
  ...changes,
});
const power = line({ service: "power", agency_id: "pln", candidates: [] });
const standBy = line({ service: "ems", agency_id: "psc", stand_by: true, candidates: [] });
const plan = { ...noPlan, lines: [standBy, line({}), power] };

describe("the next line of a proposal", () => {
  it("is the first that nobody was asked for, stand-by last", () => {
    expect(nextLine(makeIncident(), plan)?.service).toBe("fire");
    expect(nextLine(makeIncident({ tasks: [makeTask()] }), plan)?.service).toBe("power");
    const both = [makeTask(), makeTask({ id: "t2", agency_id: "pln", service: "power" })];
    expect(nextLine(makeIncident({ tasks: both }), plan)?.service).toBe("ems");
  });
  it("names the next candidate after a refusal, and nobody after the last", () => {
    const refused = makeTask({ state: "declined" });
    expect(agencyFor(makeIncident({ tasks: [refused] }), line({}))).toBe("damkar-kab");
    expect(agencyFor(makeIncident({ tasks: [refused] }), line({ candidates: [] }))).toBeNull();
  });
  it("is covered by whoever was asked for the service", () => {
    const incident = makeIncident({ tasks: [makeTask({ state: "expired" }), makeTask({ id: "t2", agency_id: "damkar-kab" })] });
    expect(coverOf(incident, line({}))?.agency_id).toBe("damkar-kab");
  });
});

it("only services with two owners are doubtful", () => {
  const owner = (service: string, agency_id: string) => ({ service, agency_id, agency_name: agency_id });
  const doubtful = doubtfulOwners({ ...noPlan, owners: [owner("fire", "a"), owner("fire", "b"), owner("fire", "a"), owner("power", "pln")] });
  expect([...doubtful]).toEqual([["fire", ["a", "b"]]]);
});

it("an incident may be merged into any other open one, the nearest first", () => {
  const at = (lat: number) => ({ lat, lon: 112.43, accuracy_m: 30 });
  const here = makeIncident({ id: "a", location: at(-7.47) });
  const near = makeIncident({ id: "near", location: at(-7.471) });
  const far = makeIncident({ id: "far", location: at(-7.49) });
  const nowhere = makeIncident({ id: "nowhere" });
  expect(mergeTargets(here, [nowhere, far, here, near]).map(({ incident }) => incident.id)).toEqual(["near", "far", "nowhere"]);
});

it("what no line shows of a new plan is said apart: more crews, and whom it no longer asks for", () => {
  const change = { agency_id: "psc119-kota", service: "ems", count: 2, stand_by: false, task_id: null };
  const changes = (["order", "release", "more", "withdraw"] as const).map((step) => ({ ...change, step }));
  expect(furtherChanges({ ...noPlan, changes }).map(({ step }) => step)).toEqual(["more", "withdraw"]);
  expect(furtherChanges(noPlan)).toEqual([]);
});
