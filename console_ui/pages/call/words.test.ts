/**
 * Nothing typed is ever lost: random nights of call takers, with the real calls, drafts, store and queue over a centre
 * that fails in every way it can. Afterwards every word stands in a report, or in a call that is still open before them.
 */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeIncident, makeReport } from "../../api/fixtures";
import { Problem } from "../../api/problem";
import type { Incident, Report } from "../../api/shapes";
import type { Call, Outcome } from "../../domain/call";
import { fullWords } from "../../domain/call";
import { Calls } from "./call_store.svelte";
import type { DeskCentre } from "./centre";
import { centre as real } from "./centre";

const nights = Number(globalThis.process?.env["WORDS"] ?? 200);
const first = Number(globalThis.process?.env["SEED"] ?? 0);
const steps = 40;
/** After this long everything that could be sent has been. */
const morning_ms = 120_000;
const patience_ms = 8000;

function dice(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const conflict = (code: string): Problem => new Problem(409, { code });

/** The centre, as far as call takers see it: it makes a report once, and takes words only on the newest version. */
class FakeCentre {
  readonly reports = new Map<string, Report>();
  made = 0;
  conflicts = 0;

  add(changes: Partial<Report>): Report {
    const id = `r${(this.made += 1)}`;
    const report = makeReport({ id, external_id: id, channel: "112", ...changes });
    this.reports.set(id, report);
    return report;
  }
  find(id: string): Report {
    const report = this.reports.get(id);
    if (!report) throw new Problem(404, { code: "report.not_found" });
    return report;
  }
  change(id: string, changes: Partial<Report>): Report {
    const was = this.find(id);
    const next = { ...was, ...changes, version: was.version + 1 };
    this.reports.set(id, next);
    return next;
  }
  create(text: string): Report {
    const given = JSON.parse(text) as { external_id: string; text: string };
    const known = [...this.reports.values()].find(({ external_id }) => external_id === given.external_id);
    return known ?? this.add({ external_id: given.external_id, text: given.text });
  }
  write(id: string, text: string, version: number | null): Report {
    if (this.find(id).version !== version) {
      this.conflicts += 1;
      throw conflict("conflict.stale_version");
    }
    return this.change(id, { text });
  }
  settle(id: string, changes: Partial<Report>): Report {
    if (this.find(id).state !== "triaged") throw conflict("report.illegal_transition");
    return this.change(id, changes);
  }
  open(call: Call): Incident {
    if (this.find(call.report_id ?? "").state === "linked") throw conflict("report.already_linked");
    this.settle(call.report_id ?? "", { state: "linked", incident_id: `i-${call.id}` });
    return makeIncident({ id: `i-${call.id}`, summary: fullWords(call) });
  }
  get told(): string {
    return [...this.reports.values()].map(({ text }) => text).join(" ");
  }
}

/** One browser: what it keeps, which window has which call, and how its line to the centre is. */
class Browser {
  readonly kept = new Map<string, string>();
  line: "well" | "cut" | "frozen" = "well";
  signedIn = true;
  windows: Window[] = [];

  constructor(
    readonly centre: FakeCentre,
    readonly roll: () => number,
    readonly name: string,
  ) {}

  /** A request: it may be lost on its way there, or its answer on the way back. */
  async through<T>(deed: () => T): Promise<T> {
    await later(this.roll() * 300);
    const lost = this.roll() < 0.5;
    if (this.line !== "well" && lost) return this.#fail();
    if (!this.signedIn) throw new Problem(401, { code: "unauthenticated" });
    const done = deed();
    await later(this.roll() * 300);
    return this.line === "well" ? done : this.#fail();
  }
  async #fail(): Promise<never> {
    if (this.line === "frozen") await later(patience_ms);
    throw new Problem(0, { code: this.line === "frozen" ? "console.timeout" : "console.unreachable" });
  }
  get asked(): DeskCentre {
    const { centre } = this;
    return {
      compose: real.compose,
      create: (text) => this.through(() => centre.create(text)),
      answer: (id, at) => this.through(() => centre.change(id, { answered_at: at })),
      write: (id, text, { version }) => this.through(() => centre.write(id, text, version)),
      read: (id) => this.through(() => centre.find(id)),
      open: (call) => this.through(() => centre.open(call)),
      link: (id, incident_id) => this.through(() => centre.settle(id, { state: "linked", incident_id })),
      discard: (id) => this.through(() => centre.settle(id, { state: "discarded" })),
      refer: (id) => this.through(() => centre.settle(id, { state: "referred" })),
      release: (id) => this.through(() => centre.find(id)),
      claim: (id) => this.through(() => centre.change(id, {})),
      unlink: (id) => this.through(() => centre.change(id, { state: "triaged", incident_id: null })),
      restore: (id) => this.through(() => centre.change(id, { state: "triaged" })),
    };
  }
}

let ids = 0;
class Window {
  readonly claimed = new Set<string>();
  readonly calls: Calls;
  constructor(readonly browser: Browser) {
    browser.windows.push(this);
    this.calls = new Calls({
      centre: browser.asked,
      store: {
        names: (prefix) => [...browser.kept.keys()].filter((name) => name.startsWith(prefix)),
        read: (name) => browser.kept.get(name) ?? null,
        write: (name, text) => void (this.#closed || browser.kept.set(name, text)),
        forget: (name) => void (this.#closed || browser.kept.delete(name)),
      },
      claim: async (name) => {
        if (browser.windows.some(({ claimed }) => claimed.has(name))) return this.claimed.has(name);
        this.claimed.add(name);
        return true;
      },
      claimsAreKept: () => true,
      person: () => (browser.signedIn ? { id: browser.name, name: browser.name } : null),
      newId: () => `c${(ids += 1)}`,
      stamp: () => new Date().toISOString(),
    });
  }
  #closed = false;
  /** Closed or crashed: nothing of it runs on, and others may take what it held. */
  close(): void {
    this.#closed = true;
    this.calls.stop();
    this.browser.windows = this.browser.windows.filter((other) => other !== this);
  }
}

/** A night with one or two call takers. */
class Night {
  readonly centre = new FakeCentre();
  readonly typed: string[] = [];
  readonly browsers: Browser[];
  readonly did: string[] = [];
  readonly roll: () => number;

  constructor(readonly seed: number) {
    this.roll = dice(seed);
    this.browsers = Array.from({ length: 1 + (seed % 2) }, (_, n) => new Browser(this.centre, this.roll, `p${n}`));
    for (const browser of this.browsers) new Window(browser);
  }
  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.roll() * from.length)] as T;
  }
  type(window: Window): void {
    const word = `k${this.seed}x${this.typed.length}é`;
    const call = window.calls.current;
    // Letter by letter, as the form does it; each stands in the store at once.
    for (const letter of `${word} `) call.doc.text += letter;
    call.begin();
    this.typed.push(word);
  }
  decide(window: Window, outcome: Outcome): void {
    const call = window.calls.current;
    if (!call.blank) void window.calls.decide(call, outcome);
  }
  /** A call rings or a message stands in the queue; taken in hand by whoever presses F2 or clicks. */
  take(window: Window, ringing: boolean): void {
    const waiting = [...this.centre.reports.values()].filter(({ state }) => state === "triaged");
    const report = waiting.length > 0 && this.roll() < 0.5 ? this.pick(waiting) : this.centre.add({ state: "triaged", text: ringing ? "" : "tolong" });
    window.calls.take(report, ringing);
  }
  /** What was just decided is taken in hand again before the centre has answered, and grows. */
  again(window: Window): void {
    const report = this.centre.reports.get(window.calls.waiting[0]?.doc.report_id ?? "");
    if (!report) return;
    window.calls.take(report, false);
    this.type(window);
  }
  /** Somebody or something else writes into a report: the next words of ours meet a conflict. */
  meddle(): void {
    const report = this.pick([...this.centre.reports.values()]);
    if (!report) return;
    const word = `m${this.seed}x${this.typed.length}`;
    this.typed.push(word);
    this.centre.change(report.id, { text: `${report.text} ${word}`.trim() });
  }
  reload(window: Window): void {
    window.close();
    new Window(window.browser);
  }
  acts(browser: Browser, window: Window): Record<string, () => void> {
    return {
      type: () => this.type(window),
      type_on: () => this.type(window),
      type_more: () => this.type(window),
      ring: () => this.take(window, true),
      message: () => this.take(window, false),
      again: () => this.again(window),
      another: () => void window.calls.begin(),
      tab: () => window.calls.show(this.pick(window.calls.open).id),
      keep: () => void window.calls.keep(window.calls.current).catch(() => undefined),
      send: () => this.decide(window, { verb: "send" }),
      link: () => this.decide(window, { verb: "link", incident_id: "i1", number: "X-1" }),
      discard: () => this.decide(window, { verb: "discard", reason: "prank" }),
      refer: () => this.decide(window, { verb: "refer", to: "SP4N", ticket: "" }),
      put_back: () => this.decide(window, { verb: "put_back" }),
      undo: () => void window.calls.takeBack().catch(() => undefined),
      meddle: () => this.meddle(),
      reload: () => this.reload(window),
      second_window: () => void (browser.windows.length < 2 && new Window(browser)),
      cut: () => void (browser.line = "cut"),
      freeze: () => void (browser.line = "frozen"),
      kill: () => this.browsers.forEach((one) => (one.line = "cut")),
      mend: () => this.browsers.forEach((one) => (one.line = "well")),
      sign_out: () => void (browser.signedIn = false),
      sign_in: () => void (browser.signedIn = true),
    };
  }
  async step(): Promise<void> {
    const browser = this.pick(this.browsers);
    const acts = this.acts(browser, this.pick(browser.windows));
    const name = this.pick(Object.keys(acts));
    this.did.push(name);
    acts[name]?.();
    // The store is written in the same turn in which a letter is typed: before a crash can come.
    await vi.advanceTimersByTimeAsync(this.roll() < 0.3 ? 0 : this.roll() * 3000);
  }
  async morning(): Promise<void> {
    for (const browser of this.browsers) {
      browser.line = "well";
      browser.signedIn = true;
    }
    await vi.advanceTimersByTimeAsync(morning_ms);
  }
  /** What nobody would find again. */
  get lost(): string[] {
    const open = this.browsers.flatMap(({ windows }) => windows.flatMap(({ calls }) => calls.all.map(({ doc }) => fullWords(doc))));
    const found = `${this.centre.told} ${open.join(" ")}`;
    return this.typed.filter((word) => !found.includes(word));
  }
  /** Calls that still wait though the centre answers, and nobody is told why. */
  get stuck(): string[] {
    const all = this.browsers.flatMap(({ windows }) => windows.flatMap(({ calls }) => calls.all));
    return all.filter((call) => !call.blank && !call.safe && call.problem === null).map(({ id }) => id);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  // What the words would be taken for is asked without being needed.
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it(`every typed character is found again after each of ${nights} nights`, async () => {
  let words = 0;
  for (let seed = first; seed < first + nights; seed += 1) {
    const night = new Night(seed);
    for (let n = 0; n < steps; n += 1) await night.step();
    await night.morning();
    const { lost, stuck } = night;
    expect({ seed, lost, stuck, did: night.did }).toEqual({ seed, lost: [], stuck: [], did: night.did });
    words += night.typed.length;
    for (const browser of night.browsers) for (const window of [...browser.windows]) window.close();
  }
  // A property over nothing would prove nothing.
  expect(words).toBeGreaterThan(nights * 3);
}, 600_000);

it("a person who takes a call is in nobody's way, not even his own", async () => {
  const centre = new FakeCentre();
  const window = new Window(new Browser(centre, dice(first), "p0"));
  await vi.advanceTimersByTimeAsync(0);
  window.calls.take(centre.add({ state: "triaged", text: "tolong" }), true);
  const { current } = window.calls;
  for (const letter of "Banjir di Meri") current.doc.text += letter;
  await vi.advanceTimersByTimeAsync(morning_ms);
  expect(centre.told).toContain("Banjir di Meri");
  expect(centre.conflicts).toBe(0);
});

it("what is decided while the claim is under way is done as soon as it has come", async () => {
  const centre = new FakeCentre();
  const window = new Window(new Browser(centre, dice(first), "p0"));
  await vi.advanceTimersByTimeAsync(0);
  const report = centre.add({ state: "triaged", text: "tolong" });
  window.calls.take(report, true);
  void window.calls.decide(window.calls.current, { verb: "send" });
  // Six requests of at most 600 ms; a try that waits for its turn comes every three seconds.
  await vi.advanceTimersByTimeAsync(2500);
  expect(centre.reports.get(report.id)?.state).toBe("linked");
});
