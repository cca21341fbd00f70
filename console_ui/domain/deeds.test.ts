import { describe, expect, it } from "vitest";
import { makeIncident, makeTask } from "../api/fixtures";
import type { Agency } from "../api/shapes";
import type { IncidentDeed, TaskDeed } from "./deeds";
import { bodyOf, incidentDeeds, isComplete, taskDeeds, taskFor } from "./deeds";

const deed = (id: string): IncidentDeed => incidentDeeds.find((one) => one.id === id) as IncidentDeed;
const order = (id: string): TaskDeed => taskDeeds.find((one) => one.id === id) as TaskDeed;
const agency = (id: string): Agency => ({ id, name: id, short_name: id, services: [], phone: null, channels: [], active: true, online: true });

describe("a deed", () => {
  it("is complete when all that it asks for is given, blanks not counted", () => {
    expect(isComplete(deed("call_off"), {})).toBe(false);
    expect(isComplete(deed("call_off"), { reason: "  " })).toBe(false);
    expect(isComplete(deed("call_off"), { reason: "salah lapor" })).toBe(true);
    expect(isComplete(deed("control"), {})).toBe(true);
  });
  it("leaves out what was left empty and sends a level as a number", () => {
    expect(bodyOf(deed("alarm"), { level: "2", reason: " " })).toEqual({ level: 2 });
    expect(bodyOf(deed("refer"), { to: " PLN ", ticket: "7", note: "" })).toEqual({ to: "PLN", ticket: "7" });
  });
  it("says that something is so, of how many, or that it is not so after all", () => {
    expect(bodyOf(deed("signs"), { sign: "trapped", so: "yes", people: "2" })).toEqual({ signs: [{ code: "trapped", count: 2 }] });
    expect(bodyOf(deed("signs"), { sign: "gas", so: "yes", people: " " })).toEqual({ signs: [{ code: "gas" }] });
    expect(bodyOf(deed("signs"), { sign: "weapon", so: "no" })).toEqual({ not_so: ["weapon"] });
    expect(bodyOf(order("crews"), { count: "3" })).toEqual({ count: 3 });
  });
  it.each([
    ["control", "in_progress", false, true],
    ["control", "dispatched", false, false],
    ["check", "pending", false, true],
    ["check", "in_progress", false, false],
    ["reopen", "closed", true, true],
    ["reopen", "pending", false, false],
    ["verify", "closed", true, true],
    ["call_off", "closed", true, false],
    ["note", "closed", true, true],
  ])("%s of one that is %s (gone: %s): %s", (id, state, gone, offered) => {
    expect(deed(id).offered(makeIncident({ state }), gone)).toBe(offered);
  });
});

describe("a deed on an order", () => {
  it.each([
    ["recall", "seen", true],
    ["recall", "on_scene", true],
    ["recall", "completed", false],
    ["took", "expired", true],
    ["took", "acknowledged", false],
    ["refused", "delivered", true],
    ["progressed", "en_route", true],
    ["progressed", "assigned", false],
    ["agreed", "completed", true],
    ["sent_back", "verified", false],
  ])("%s of one that is %s: %s", (id, state, offered) => {
    expect(order(id).offered(makeTask({ state }))).toBe(offered);
  });
  it("go is for who stands by, and only until they move", () => {
    expect(order("go").offered(makeTask({ state: "acknowledged", stand_by: true }))).toBe(true);
    expect(order("go").offered(makeTask({ state: "acknowledged", stand_by: false }))).toBe(false);
    expect(order("go").offered(makeTask({ state: "en_route", stand_by: true }))).toBe(false);
  });
  it("the recall is answered for only while nobody has said that it was heard", () => {
    expect(order("recall_heard").offered(makeTask({ state: "aborted", recall_open: true }))).toBe(true);
    expect(order("recall_heard").offered(makeTask({ state: "aborted", recall_open: false }))).toBe(false);
  });
  it("means the agency that was named, and nobody when two could be meant", () => {
    const tasks = [makeTask({ id: "1", agency_id: "damkar", state: "seen" }), makeTask({ id: "2", agency_id: "psc", state: "seen" })];
    const incident = makeIncident({ tasks });
    expect(taskFor(order("recall"), incident, agency("psc"))?.id).toBe("2");
    expect(taskFor(order("recall"), incident, null)).toBeNull();
    expect(taskFor(order("agreed"), incident, agency("psc"))).toBeNull();
    expect(taskFor(order("recall"), makeIncident({ tasks: tasks.slice(0, 1) }), null)?.id).toBe("1");
  });
});
