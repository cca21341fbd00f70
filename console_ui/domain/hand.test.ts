import { describe, expect, it } from "vitest";
import { makeIncident, makeTask } from "../api/fixtures";
import { Problem } from "../api/problem";
import type { Incident } from "../api/shapes";
import { changesSince, mattersTo } from "./changes";
import { incidentDeeds, taskDeeds } from "./deeds";
import { attempt } from "./guarded";
import type { Hand, Sight, Wanted } from "./hand";
import { Watched, choose, emptyHand, press, propose, settle, step } from "./hand";
import { worstFirst } from "./order";

const may = (): boolean => true;
const sight = (chosen: Incident | null, gone = false): Sight => ({ chosen, gone, may });
const close: Wanted = { verb: "form", form: "close", permission: "incident.close" };

describe("the hand", () => {
  it("chooses a mere proposal at the first press and acts at the second", () => {
    const hand = propose(emptyHand, "i1");
    const first = press(hand, { verb: "assign", agency: null }, sight(makeIncident()));
    expect(first).toEqual({ hand: { chosenId: "i1", proposed: false, form: null }, says: "now_chosen", act: null });
    expect(press(first.hand, { verb: "assign", agency: null }, sight(makeIncident())).act).toMatchObject({ incident_id: "i1" });
  });
  it("puts the form of one incident away when it takes another, and keeps it for the same", () => {
    const { hand } = press(choose(emptyHand, "i1"), close, sight(makeIncident()));
    expect(hand.form).toBe("close");
    expect(choose(hand, "i1").form).toBe("close");
    expect(choose(hand, "i2").form).toBeNull();
  });
  it("keeps what was chosen and its form when it is closed elsewhere, and acts on it no more", () => {
    const { hand } = press(choose(emptyHand, "i1"), close, sight(makeIncident()));
    expect(settle(hand, ["i2"], new Map([["i2", 1]]))).toBe(hand);
    expect(press(hand, { verb: "assign", agency: null }, sight(makeIncident(), true))).toEqual({ hand, says: "gone", act: null });
  });
  it("proposes another when the one proposed is gone", () => {
    expect(settle(propose(emptyHand, "i1"), ["i1", "i2"], new Map([["i2", 1]]))).toMatchObject({ chosenId: "i2", proposed: true });
  });
  it("does nothing that the person may not do", () => {
    const { hand, act } = press(choose(emptyHand, "i1"), close, { chosen: makeIncident(), gone: false, may: () => false });
    expect([hand.form, act]).toEqual([null, null]);
  });
});

it("a line that was replaced a blink ago is not read yet; the first of an incident is", () => {
  const watched = new Watched();
  watched.see("i1", "fire damkar", 0);
  expect(watched.isRead(1)).toBe(true);
  watched.see("i1", "", 10);
  watched.see("i1", "fire sar", 1000);
  expect([watched.isRead(1001), watched.isRead(1500)]).toEqual([false, true]);
  watched.see("i2", "fire damkar", 1600);
  expect(watched.isRead(1601)).toBe(true);
});

/** A number from 0 to 1, the same ones for the same seed. */
function dice(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
const behind = new Problem(409, { code: "conflict.stale_version" });
const sequences = 2000;
const steps = 40;

/** A room: the centre's truth, and a desk that hears of it late. */
class Night {
  readonly truth = new Map<string, Incident>();
  readonly picture = new Map<string, Incident>();
  hand: Hand = emptyHand;
  order: string[] = [];
  last: Incident | null = null;
  /** What the open form was opened on. */
  opened: Incident | null = null;
  made = 0;
  carriedOut = 0;
  readonly wrong: string[] = [];
  readonly roll: () => number;

  constructor(seed: number) {
    this.roll = dice(seed);
    for (let n = 0; n < 3; n += 1) this.arrive();
    this.hear();
  }
  must(so: boolean, what: string): void {
    if (!so) this.wrong.push(what);
  }
  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.roll() * from.length)];
  }
  arrive(): void {
    this.made += 1;
    const id = `i${this.made}`;
    const priority = this.pick([1, 2, 3] as const) ?? 3;
    this.truth.set(id, makeIncident({ id, number: `X-${String(this.made).padStart(4, "0")}`, priority }));
  }
  /** A colleague closes, merges, ranks, places or sends. */
  colleague(): void {
    const incident = this.pick([...this.truth.values()]);
    if (!incident) return;
    const { id, version } = incident;
    const change = this.pick<Partial<Incident>>([
      { state: "closed" },
      { state: "merged" },
      { priority: this.pick([1, 2, 3] as const) ?? 1 },
      { type: "flood" },
      { location: { lat: this.roll(), lon: 112, accuracy_m: 30 } },
      { tasks: [...incident.tasks, makeTask({ id: `${id} ${version}`, incident_id: id, version: 1 })], state: "dispatched" },
      { flags: ["noted"] },
    ]);
    this.truth.set(id, { ...incident, ...change, version: version + 1 });
  }
  /** The news reaches the desk, and the list sorts itself anew. */
  hear(): void {
    this.picture.clear();
    for (const [id, incident] of this.truth) if (!["closed", "merged"].includes(incident.state)) this.picture.set(id, incident);
    this.order = worstFirst(this.picture.values(), 0).map(({ id }) => id);
    this.hand = settle(this.hand, this.order, this.picture);
  }
  get chosen(): Incident | null {
    const live = this.picture.get(this.hand.chosenId ?? "");
    if (live) this.last = live;
    return live ?? (this.last?.id === this.hand.chosenId ? this.last : null);
  }
  async key(): Promise<void> {
    const before = this.hand;
    const shown = this.chosen;
    const wanted = this.pick<Wanted>([
      { verb: "assign", agency: null },
      close,
      { verb: "form", form: "classify", permission: "incident.change" },
      { verb: "priority", priority: 1 },
      { verb: "order", n: 0 },
      ...incidentDeeds.map((deed): Wanted => ({ verb: "deed", deed })),
      ...taskDeeds.map((deed): Wanted => ({ verb: "task", deed, agency: null })),
    ]);
    if (!wanted) return;
    const gone = shown !== null && !this.picture.has(shown.id);
    const pressed = press(before, wanted, { chosen: shown, gone, may });
    this.hand = pressed.hand;
    if (pressed.hand.form !== before.form) this.opened = shown;
    if (pressed.act) {
      // Chosen by a person, and shown as open, at the moment of the press.
      this.must(!before.proposed, "acted on a proposal");
      this.must(pressed.act.incident_id === before.chosenId, "acted on another");
      this.must(this.picture.has(pressed.act.incident_id), "acted on what was not shown");
      if (shown) await this.decide(pressed.act.verb === "priority" ? "classify" : "assign", shown);
    }
    this.check();
  }
  /** The form that is open is sent, however long it has stood. */
  async submit(): Promise<void> {
    const { form } = this.hand;
    if (form === null || form === "more" || this.opened === null) return;
    this.must(this.opened.id === this.hand.chosenId, "sent the form of another");
    await this.decide(typeof form === "string" ? form : "close", this.opened);
    this.hand = { ...this.hand, form: null };
  }
  async decide(act: string, seen: Incident): Promise<void> {
    await attempt({
      act,
      seen: [seen],
      own: new Set(),
      read: async (id) => this.truth.get(id) ?? seen,
      send: async ([version]) => {
        const now = this.truth.get(seen.id);
        if (!now || now.version !== version) throw behind;
        // What reaches the centre was decided on what still holds there.
        this.must(mattersTo(act, changesSince(seen, now, new Set())).length === 0, "overwrote what was not seen");
        this.carriedOut += 1;
        this.truth.set(seen.id, { ...now, version: now.version + 1 });
      },
    });
  }
  /** A form is never of another incident than the one in the hand. */
  check(): void {
    this.must(this.hand.form === null || this.opened?.id === this.hand.chosenId, "holds the form of another");
  }
  async step(): Promise<void> {
    const held = this.hand.proposed ? null : this.hand.chosenId;
    const roll = Math.floor(this.roll() * 10);
    if (roll < 2) this.colleague();
    else if (roll < 3) this.arrive();
    else if (roll < 5) this.hear();
    else if (roll < 6) this.hand = step(this.hand, this.order, this.pick([1, -1]) ?? 1);
    else if (roll < 7) this.hand = choose(this.hand, this.pick(this.order) ?? null);
    else if (roll < 9) await this.key();
    else await this.submit();
    // Only the hand itself moves what it has chosen.
    this.must(held === null || roll === 5 || roll === 6 || this.hand.chosenId === held, "lost what was chosen");
  }
}

it(`no act reaches an incident that was not chosen and shown when the key was pressed, in ${sequences} nights`, async () => {
  let carriedOut = 0;
  for (let seed = 0; seed < sequences; seed += 1) {
    const night = new Night(seed);
    for (let n = 0; n < steps; n += 1) await night.step();
    expect({ seed, wrong: night.wrong }).toEqual({ seed, wrong: [] });
    carriedOut += night.carriedOut;
  }
  // A property over nothing would prove nothing.
  expect(carriedOut).toBeGreaterThan(sequences);
}, 60_000);
