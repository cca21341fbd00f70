import { describe, expect, it } from "vitest";
import { makeIncident, makeTask } from "../api/fixtures";
import { Problem } from "../api/problem";
import type { Incident } from "../api/shapes";
import { attempt } from "./guarded";

const behind = new Problem(409, { code: "conflict.stale_version" });

/** A centre with incidents that colleagues change; it takes only what was decided on its newest version. */
class Centre {
  readonly taken: number[][] = [];
  readonly incidents: Map<string, Incident>;
  constructor(...incidents: Incident[]) {
    this.incidents = new Map(incidents.map((incident) => [incident.id, incident]));
  }
  change(id: string, changes: Partial<Incident>): void {
    const was = this.incidents.get(id) ?? makeIncident({ id });
    this.incidents.set(id, { ...was, ...changes, version: was.version + 1 });
  }
  decide = (act: string, seen: Incident[], own: ReadonlySet<string> = new Set(), task?: string) =>
    attempt({
      act,
      seen,
      own,
      task,
      read: async (id) => this.incidents.get(id) ?? makeIncident({ id }),
      send: async (versions) => {
        const now = seen.map(({ id }) => this.incidents.get(id));
        const newest = now.map((incident) => (task ? incident?.tasks.find(({ id }) => id === task)?.version : incident?.version));
        if (versions.some((version, at) => version !== newest[at])) throw behind;
        this.taken.push(versions);
        return "done";
      },
    });
}

describe("a decision on an incident", () => {
  const seen = makeIncident();

  it("goes through when nobody was quicker", async () => {
    expect(await new Centre(seen).decide("close", [seen])).toEqual({ done: "done" });
  });
  it.each(["classify", "close", "merge", "assign"])("to %s it stops before what a colleague did, and says what", async (act) => {
    const centre = new Centre(seen);
    centre.change("i1", { type: "flood", priority: 2 });
    expect(await centre.decide(act, [seen])).toMatchObject({ standoff: { changes: [{ kind: "class", type: "flood", priority: 2 }] } });
    expect(centre.taken).toEqual([]);
  });
  it("made again on what is there now, it goes through", async () => {
    const centre = new Centre(seen);
    centre.change("i1", { priority: 3 });
    const found = await centre.decide("close", [seen]);
    const now = "standoff" in found ? found.standoff.now : [];
    expect(await centre.decide("close", now)).toEqual({ done: "done" });
  });
  it("is not held up by what changed nothing about it", async () => {
    const centre = new Centre(seen);
    centre.change("i1", { flags: ["far"] });
    expect(await centre.decide("close", [seen])).toEqual({ done: "done" });
    expect(centre.taken).toEqual([[2]]);
  });
  it("is not held up by one's own order before it", async () => {
    const centre = new Centre(seen);
    centre.change("i1", { state: "dispatched", tasks: [makeTask({ id: "mine" })] });
    expect(await centre.decide("assign", [seen], new Set(["mine"]))).toEqual({ done: "done" });
    expect(await centre.decide("assign", [seen])).toHaveProperty("standoff");
  });
  it("to merge looks at both", async () => {
    const other = makeIncident({ id: "i2" });
    const centre = new Centre(seen, other);
    centre.change("i2", { state: "closed" });
    expect(await centre.decide("merge", [seen, other])).toMatchObject({ standoff: { changes: [{ kind: "over", state: "closed" }] } });
  });
  it("about an order looks at that order", async () => {
    const [one, two] = [makeTask({ id: "a" }), makeTask({ id: "b" })];
    const before = makeIncident({ tasks: [one, two] });
    const centre = new Centre(before);
    centre.change("i1", { tasks: [one, { ...two, state: "declined", version: 2 }] });
    expect(await centre.decide("agreed", [before], new Set(), "a")).toEqual({ done: "done" });
    expect(await centre.decide("agreed", [before], new Set(), "b")).toMatchObject({ standoff: { changes: [{ kind: "answer" }] } });
  });
  it("passes another refusal on", async () => {
    const refused = new Problem(409, { code: "incident.not_open" });
    const deed = attempt({ act: "close", seen: [seen], own: new Set(), send: () => Promise.reject(refused), read: async () => seen });
    await expect(deed).rejects.toBe(refused);
  });
});
