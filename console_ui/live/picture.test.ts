import { expect, it } from "vitest";
import { makeIncident } from "../api/fixtures";
import { applyDelta, applySnapshot, emptyPicture } from "./picture";

const named = (id: string, priority: 1 | 2 = 1) => makeIncident({ id, priority });
const under = (...incidents: ReturnType<typeof named>[]) => incidents.map((item) => ({ key: item.id, item }));

it("old snapshot and deltas make the fresh snapshot", () => {
  const old = emptyPicture();
  applySnapshot(old, { type: "snapshot", seq: 1, at: "", sections: { incidents: under(named("a"), named("b")) } });
  applyDelta(old, {
    type: "delta",
    seq: 2,
    at: "",
    changes: [
      { section: "incidents", key: "a", item: named("a", 2) },
      { section: "incidents", key: "b", item: null },
      { section: "incidents", key: "c", item: named("c") },
    ],
  });
  const fresh = emptyPicture();
  applySnapshot(fresh, { type: "snapshot", seq: 2, at: "", sections: { incidents: under(named("a", 2), named("c")) } });
  expect([...old.incidents].sort()).toEqual([...fresh.incidents].sort());
});

it("a new snapshot takes away what is gone, and only in the sections it names", () => {
  const picture = emptyPicture();
  applySnapshot(picture, { type: "snapshot", seq: 1, at: "", sections: { incidents: under(named("a")), agencies: [] } });
  applySnapshot(picture, { type: "snapshot", seq: 2, at: "", sections: { agencies: [] } });
  expect([...picture.incidents.keys()]).toEqual(["a"]);
  applySnapshot(picture, { type: "snapshot", seq: 3, at: "", sections: { incidents: [] } });
  expect(picture.incidents.size).toBe(0);
});

it("takes each item under the key it is sent with and leaves unknown sections alone", () => {
  const picture = emptyPicture();
  const gauge = { station_id: "G1", station_name: "Lengkong" } as never;
  applySnapshot(picture, { type: "snapshot", seq: 1, at: "", sections: { gauges: [{ key: "G1", item: gauge }] } });
  applyDelta(picture, { type: "delta", seq: 2, at: "", changes: [{ section: "weather" as never, key: "x", item: null }] });
  expect([...picture.gauges.keys()]).toEqual(["G1"]);
});
