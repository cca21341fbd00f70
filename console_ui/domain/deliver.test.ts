import { describe, expect, it } from "vitest";
import { makeIncident, makeReport } from "../api/fixtures";
import { Problem } from "../api/problem";
import type { Report } from "../api/shapes";
import type { Call } from "./call";
import { blankCall, fullWords, isSafe, joined, owesWords, readCall, takenFrom } from "./call";
import type { Centre, Slot } from "./deliver";
import { carryOut, keepWords } from "./deliver";

const unreachable = new Problem(0, { code: "console.unreachable" });
const conflict = new Problem(409, { code: "report.changed" });

/** A number from 0 to 1, the same ones for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A centre that keeps reports, and whose answers get lost as often as `luck` says, before or after the deed. */
class FakeCentre implements Centre {
  readonly reports = new Map<string, Report>();
  opened = 0;
  luck: () => number = () => 1;
  cut = 0;

  #through<T>(deed: () => T): Promise<T> {
    if (this.luck() < this.cut) return Promise.reject(unreachable);
    const result = deed();
    return this.luck() < this.cut ? Promise.reject(unreachable) : Promise.resolve(result);
  }
  #change(id: string, changes: Partial<Report>): Report {
    const report = this.reports.get(id);
    if (!report) throw new Problem(404, { code: "report.not_found" });
    const next = { ...report, ...changes, version: report.version + 1 };
    this.reports.set(id, next);
    return next;
  }
  compose = (call: Call) => JSON.stringify({ id: call.id, text: fullWords(call) });
  create = (first: string) =>
    this.#through(() => {
      const { id, text } = JSON.parse(first) as { id: string; text: string };
      // Another content under the same key is another message.
      const known = [...this.reports.values()].find((report) => report.external_id === id);
      const made = known ?? makeReport({ id: `r-${id}`, external_id: id, text, state: "triaged" });
      this.reports.set(made.id, made);
      return made;
    });
  answer = (id: string, at: string) => this.#through(() => this.#change(id, { answered_at: at }));
  write = (id: string, words: string, call: Call) =>
    this.#through(() => {
      if (this.reports.get(id)?.version !== call.version) throw conflict;
      return this.#change(id, { text: words });
    });
  read = (id: string) => this.#through(() => this.reports.get(id) ?? makeReport());
  open = (call: Call) =>
    this.#through(() => {
      if (this.reports.get(call.report_id ?? "")?.state === "linked") throw new Problem(409, { code: "report.already_linked" });
      this.opened += 1;
      this.#change(call.report_id ?? "", { state: "linked", incident_id: "i1" });
      return makeIncident();
    });
  link = (id: string, incident_id: string) => this.#through(() => this.#change(id, { state: "linked", incident_id }));
  discard = (id: string) => this.#settle(id, "discarded");
  release = (id: string) => this.#through(() => this.reports.get(id));
  refer = (id: string) => this.#settle(id, "referred");
  #settle = (id: string, state: string) =>
    this.#through(() => {
      if (this.reports.get(id)?.state !== "triaged") throw new Problem(409, { code: "report.illegal_transition" });
      return this.#change(id, { state });
    });
}

function slotOf(call: Call): Slot & { call: Call } {
  const slot = {
    call,
    read: () => slot.call,
    change: (changes: Partial<Call>) => void (slot.call = { ...slot.call, ...changes }),
  };
  return slot;
}
const typed = (text: string, changes: Partial<Call> = {}): Call => ({ ...blankCall("c1", null), text, ...changes });

describe("the words of a call", () => {
  it("become a report, and grow with it", async () => {
    const centre = new FakeCentre();
    const slot = slotOf(typed("omah kobong"));
    await keepWords(slot, centre);
    slot.change({ text: "omah kobong, ana bocah loro" });
    expect(owesWords(slot.call)).toBe(true);
    await keepWords(slot, centre);
    expect([...centre.reports.values()].map((report) => report.text)).toEqual(["omah kobong, ana bocah loro"]);
    expect(isSafe(slot.call)).toBe(true);
  });
  it("are sent again word for word until the report is made, though they have grown meanwhile", async () => {
    const centre = new FakeCentre();
    const sent: string[] = [];
    const create = centre.create;
    centre.create = (first) => {
      sent.push(first);
      return sent.length === 1 ? Promise.reject(unreachable) : create(first);
    };
    const slot = slotOf(typed("omah"));
    await keepWords(slot, centre).catch(() => undefined);
    slot.change({ text: "omah kobong" });
    await keepWords(slot, centre);
    expect(new Set(sent).size).toBe(1);
    expect([...centre.reports.values()].map((report) => report.text)).toEqual(["omah kobong"]);
  });
  it("stand after the sender's own", async () => {
    const centre = new FakeCentre();
    const message = makeReport({ text: "tolong banjir" });
    centre.reports.set(message.id, message);
    const slot = slotOf({ ...takenFrom(message, typed(""), "now"), text: "air sedada" });
    await keepWords(slot, centre);
    expect(centre.reports.get("r1")?.text).toBe("tolong banjir\nair sedada");
  });
  it("of two who write at once are both kept", async () => {
    const centre = new FakeCentre();
    const call = makeReport({ text: "" });
    centre.reports.set(call.id, call);
    const [one, two] = ["asap", "api"].map((text) => slotOf({ ...takenFrom(call, typed(""), "now"), text }));
    for (const slot of [one, two, one]) if (slot) await keepWords(slot, centre);
    expect(centre.reports.get("r1")?.text).toBe("asap\napi");
    one?.change({ text: "asap tebal" });
    if (one) await keepWords(one, centre);
    expect(centre.reports.get("r1")?.text).toBe("api\nasap tebal");
  });
  it("are not wiped when the line is emptied", () => {
    const call = { ...typed("x"), report_id: "r1", kept: "x", text: "" };
    expect(owesWords(call)).toBe(false);
  });
  it("need no second writing when only the version went on", () => {
    const call = { ...typed("x"), report_id: "r1", version: 1, kept: "x" };
    expect(joined(call, makeReport({ text: "x", version: 4 }))).toEqual({ version: 4 });
  });
  it("are read again after a crash, and what is no call is left alone", () => {
    const call = typed("asap", { placeText: "pasar" });
    expect(readCall(JSON.stringify(call))).toEqual(call);
    expect(["{", "null", "[]", '"x"', null].map(readCall)).toEqual([null, null, null, null, null]);
  });
});

it("name and number go along, also when they come after the words", async () => {
  const centre = new FakeCentre();
  const slot = slotOf(typed("asap"));
  await keepWords(slot, centre);
  slot.change({ number: "0812" });
  expect([owesWords(slot.call), isSafe(slot.call)]).toEqual([true, false]);
  await keepWords(slot, centre);
  expect(owesWords(slot.call)).toBe(false);
});

describe("what was decided", () => {
  it("is done once, though the answer was lost", async () => {
    const centre = new FakeCentre();
    const slot = slotOf(typed("asap", { outcome: { verb: "send" } }));
    await keepWords(slot, centre);
    await carryOut(slot, centre);
    expect(await carryOut(slot, centre)).toBe("i1");
    expect(centre.opened).toBe(1);
  });
  it("is refused when somebody decided otherwise", async () => {
    const centre = new FakeCentre();
    const slot = slotOf(typed("asap", { outcome: { verb: "discard", reason: "test" } }));
    await keepWords(slot, centre);
    await centre.refer("r-c1");
    await expect(carryOut(slot, centre)).rejects.toThrow(Problem);
  });
});

it("every typed character is found again, whatever the network and the browser do", async () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = dice(seed);
    const centre = new FakeCentre();
    centre.luck = random;
    const shared = makeReport({ text: "" });
    centre.reports.set(shared.id, shared);
    const slots = ["a", "b"].map((id) => slotOf({ ...takenFrom(shared, blankCall(id, null), "now"), answeredAt: "now" }));
    const said: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      centre.cut = random() < 0.5 ? 0.6 : 0;
      const slot = slots[Math.floor(random() * slots.length)] as (typeof slots)[number];
      if (random() < 0.6) {
        const word = `w${seed}x${step};`;
        said.push(word);
        slot.change({ text: slot.call.text + word });
      } else if (random() < 0.8) await keepWords(slot, centre).catch(() => undefined);
      else slot.call = readCall(JSON.stringify(slot.call)) as Call;
    }
    centre.cut = 0;
    for (const slot of slots) await keepWords(slot, centre);
    const text = centre.reports.get(shared.id)?.text ?? "";
    expect(said.filter((word) => !text.includes(word))).toEqual([]);
  }
});
