import { describe, expect, it } from "vitest";
import { at, ms, makeIncident, makeReport } from "../api/fixtures";
import { assumedPlace, because, bestProposal, wordsOf } from "./preview";
import { hasProposal, sortQueue } from "./queue";
import { similarIncidents } from "./similar";

const call = (state: string) => ({ call_id: "c", trunk: null, state, ani: null, agent_extension: null });
const place = (lat: number, lon: number) => ({ lat, lon, accuracy_m: 30 });

const facts = { now: ms(10), abandoned: new Set(["gone"]) };

describe("the queue", () => {
  it("puts who has rung longest first and groups messages by channel", () => {
    const queue = sortQueue([
      makeReport({ id: "young", call: call("ringing"), received_at: at(9) }),
      makeReport({ id: "old", call: call("ringing"), received_at: at(1) }),
      makeReport({ id: "taken", call: call("answered"), answered_at: at(5) }),
      makeReport({ id: "wa" }),
    ], facts);
    expect(queue.ringing.map((report) => report.id)).toEqual(["old", "young"]);
    expect(queue.answered.map((report) => report.id)).toEqual(["taken"]);
    expect(queue.messages.map(([channel]) => channel)).toEqual(["sms"]);
  });
  it("believes the list of call-backs and the clock where the telephones say nothing", () => {
    const waits = makeReport({ id: "waits", call_id: "c1" });
    const hungUp = makeReport({ id: "hung-up", call_id: "gone" });
    const later = { ...facts, now: ms(1000) };
    expect(sortQueue([waits, hungUp], facts).ringing.map((report) => report.id)).toEqual(["waits"]);
    expect(sortQueue([waits, hungUp], later).ringing).toEqual([]);
  });
  it("takes an unknown type for no proposal", () => {
    expect(hasProposal(makeReport({ proposal: { type: "unknown", priority: 2, confidence: 0, reasons: [] } }))).toBe(false);
  });
});

describe("similar incidents", () => {
  const near = makeIncident({ id: "near", location: place(-7.47, 112.43) });
  const far = makeIncident({ id: "far", location: place(-7.5, 112.5) });
  const open = new Map([near, far].map((incident) => [incident.id, incident]));
  it("are those nearby on the map", () => {
    expect(similarIncidents([], place(-7.471, 112.43), open).map((entry) => entry.incident.id)).toEqual(["near"]);
  });
  it("start with what the back end found, without naming one twice", () => {
    const candidates = [{ incident_id: "near", number: "1", distance_m: 90, score: 1, reasons: [{ code: "near", text: "dekat" }] }];
    expect(similarIncidents(candidates, place(-7.47, 112.43), open)).toEqual([{ incident: near, distance_m: 90, score: 1, reasons: ["dekat"] }]);
  });
});

describe("what is proposed while words are typed", () => {
  const reason = (text: string, weight: number) => ({ code: text, text, weight });
  const proposal = (type: string) => ({ type, priority: 1 as const, confidence: 0.8, reasons: [reason("asap", 1), reason("kobong", 6), reason("asap", 2)] });
  const spot = (score: number) => ({ name: "Pasar Tanjung", lat: -7.46, lon: 112.43, accuracy_m: 350, score });
  const preview = (type: string, score = 0.85) => ({ proposal: proposal(type), places: [spot(score)], candidates: [], flags: [] });

  it("is about the caller's words and the call taker's together, none said twice", () => {
    expect(wordsOf("banjir", " air sedada ")).toBe("banjir\nair sedada");
    expect(wordsOf("banjir", "banjir besar")).toBe("banjir besar");
    expect(wordsOf("", "")).toBe("");
  });
  it("comes from the words on the screen, then from the stored report, and never from an unknown type", () => {
    const stored = makeReport({ proposal: proposal("flood") });
    expect(bestProposal(preview("fire"), stored)?.type).toBe("fire");
    expect(bestProposal(preview("unknown"), stored)?.type).toBe("flood");
    expect(bestProposal(null, null)).toBeNull();
  });
  it("takes a place over only when the words name it clearly", () => {
    expect(assumedPlace(preview("fire"))).toMatchObject({ address: "Pasar Tanjung", method: "gazetteer", accuracy_m: 350 });
    expect(assumedPlace(preview("fire", 0.4))).toBeNull();
  });
  it("gives each reason once, what counted most first", () => {
    expect(because(proposal("fire"))).toBe("kobong, asap");
  });
});
