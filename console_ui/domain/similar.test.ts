import { expect, it } from "vitest";
import { makeIncident } from "../api/fixtures";
import { similarIncidents } from "./similar";

const here = { lat: -7.47, lon: 112.43, accuracy_m: 30 };
const open = new Map(["near", "like", "beside"].map((id) => [id, makeIncident({ id, location: here })]));
const candidate = (incident_id: string, score: number, distance_m: number) => ({ incident_id, number: incident_id, score, distance_m, reasons: [] });

it("the likeliest comes first, not the nearest; what only lies near comes last", () => {
  const found = similarIncidents([candidate("near", 0.4, 5), candidate("like", 0.9, 400)], here, open);
  expect(found.map(({ incident, score }) => [incident.id, score])).toEqual([["like", 0.9], ["near", 0.4], ["beside", null]]);
});
