/**
 * The calls of one window: several may be open at once, each a document of its own. What is typed is written into the
 * browser's own store in the same moment and goes to the centre soon after; it leaves the store when the centre has it.
 */

import { asProblem } from "../../api/problem";
import type { Incident, Report } from "../../api/shapes";
import type { Call, Outcome } from "../../domain/call";
import { blankCall, joined, readCall, takenFrom } from "../../domain/call";
import type { Slot } from "../../domain/deliver";
import { carryOut, keepWords } from "../../domain/deliver";
import { clock } from "../../toolkit/clock.svelte";
import type { DeskCentre } from "./centre";
import { OpenCall } from "./open_call.svelte";

const prefix = "tanggap.call.";
/** A pause in the typing after which the words go to the centre, and the longest they wait for a pause. */
const pause_ms = 1200;
const longest_ms = 4000;
const retry_ms = 3000;
/** What was just decided can be taken back this long. */
export const undo_ms = 10_000;
/** Where it is decides who goes: worth a moment, while the next call is already in hand. */
const longestJudging_ms = 3000;

export interface Done {
  outcome: Outcome;
  report_id: string | null;
  incident: Incident | null;
  at: number;
}

/** What a window has around it: its browser's store, the centre, the time, and who sits there. */
export interface Around {
  centre: DeskCentre;
  store: {
    names(prefix: string): string[];
    read(name: string): string | null;
    write(name: string, text: string): void;
    forget(name: string): void;
  };
  /** Take a call for this window; whether no other window has it. */
  claim(name: string): Promise<boolean>;
  claimsAreKept(): boolean;
  /** Who sits here; null when the session has ended. */
  person(): { id: string; name: string } | null;
  newId(): string;
  stamp(): string;
}

export class Calls {
  all = $state<OpenCall[]>([]);
  currentId = $state("");
  /** What an earlier visit left here has been found: until then the form would change under the hand. */
  ready = $state(false);
  /** What was carried out last, for the line that says so. */
  done = $state.raw<Done | null>(null);
  readonly #timers = new Map<string, { timer: ReturnType<typeof setTimeout>; since: number }>();
  readonly #working = new Set<string>();

  readonly #around: Around;
  /** Ends what runs by itself, as a window that is closed does. */
  readonly stop: () => void;

  constructor(around: Around) {
    this.#around = around;
    this.#makeCurrent();
    void this.#recover().then(() => this.reconcile());
    const unwatch = $effect.root(() => {
      $effect(() => {
        for (const call of this.all) this.#write(call);
      });
    });
    const timer = setInterval(() => void this.#recover().then(() => this.reconcile()), retry_ms);
    this.stop = () => {
      unwatch();
      clearInterval(timer);
      for (const { timer } of this.#timers.values()) clearTimeout(timer);
    };
  }

  get current(): OpenCall {
    return this.all.find((call) => call.id === this.currentId) ?? this.#makeCurrent();
  }
  /** Calls that are being written; the others wait for the centre. */
  get open(): OpenCall[] {
    return this.all.filter((call) => call.doc.outcome === null);
  }
  get waiting(): OpenCall[] {
    return this.all.filter((call) => call.doc.outcome !== null);
  }

  show(id: string): void {
    this.currentId = id;
    this.#dropBlanks();
  }
  /** Begin another call beside those that are open. */
  begin(): OpenCall {
    const blank = this.open.find((call) => call.blank);
    if (blank) this.currentId = blank.id;
    else this.#makeCurrent();
    return this.current;
  }
  /** Take a report in hand: its own tab if it is open already. */
  take(report: Report, ringing: boolean): void {
    const known = this.all.find((call) => call.doc.report_id === report.id);
    known?.change({ outcome: null });
    this.show((known ?? this.#add(report, ringing)).id);
  }
  #add(report: Report, ringing: boolean): OpenCall {
    const now = this.#around.stamp();
    const doc = takenFrom(report, blankCall(this.#around.newId(), this.#author()), now);
    const call = new OpenCall({ ...doc, answeredAt: ringing ? now : null });
    call.taken = report;
    void this.#around.claim(prefix + call.id);
    this.all.push(call);
    void this.#takeInHand(call, report.id);
    return call;
  }
  /** Colleagues see who has it. It changes the report, so the words go after it, with the version it left. */
  async #takeInHand(call: OpenCall, report_id: string): Promise<void> {
    try {
      await this.#alone(call, async () => call.change(joined(call.doc, await this.#around.centre.claim(report_id))));
    } catch {
      // Somebody else has it already, or the centre is away: both may still write.
    }
    await this.#keepQuietly(call);
  }

  /** Bring the words to the centre now. */
  async keep(call: OpenCall): Promise<void> {
    if (this.#working.has(call.id)) return;
    await this.#alone(call, async () => {
      await keepWords(slotOf(call), this.#around.centre);
      call.problem = null;
    });
  }
  /** Do one thing with a call while nothing else is done with it; what is decided meanwhile follows at once. */
  async #alone(call: OpenCall, work: () => Promise<void>): Promise<void> {
    this.#working.add(call.id);
    try {
      await work();
    } finally {
      this.#working.delete(call.id);
      if (call.doc.outcome !== null) void this.deliver(call);
    }
  }
  /** Keep, and leave a failure for the next try: the words stand in the browser's store. */
  async #keepQuietly(call: OpenCall): Promise<void> {
    await this.keep(call).catch((cause: unknown) => {
      const problem = asProblem(cause);
      if (!problem.unreachable && problem.status !== 401) call.problem = problem;
    });
  }

  /**
   * Decide what becomes of a call. It leaves the hand in the same moment, so that the next key is meant for the
   * next call; if the centre refuses, it comes back as a tab and never pushes aside what is being written.
   */
  async decide(call: OpenCall, outcome: Outcome): Promise<void> {
    call.begin();
    call.problem = null;
    call.change({ outcome });
    this.#makeCurrent();
    await this.deliver(call);
  }

  async deliver(call: OpenCall): Promise<void> {
    if (this.#working.has(call.id)) return;
    this.#working.add(call.id);
    try {
      if (call.doc.outcome?.verb === "send") await settle(call);
      await keepWords(slotOf(call), this.#around.centre);
      const { outcome } = call.doc;
      if (outcome === null) return;
      const made = await carryOut(slotOf(call), this.#around.centre);
      this.done = { outcome, report_id: call.doc.report_id, incident: typeof made === "object" ? made : null, at: Date.now() };
      // Taken in hand again meanwhile, it may hold newer words: then it stays open.
      if (call.doc.outcome === outcome) this.#remove(call);
    } catch (cause) {
      const problem = asProblem(cause);
      // Out of reach, or signed out: it waits and is tried again. Anything else a person must see.
      if (problem.unreachable || problem.status === 401) return;
      call.change({ outcome: null });
      call.problem = problem;
    } finally {
      this.#working.delete(call.id);
    }
  }

  /** The network is back, or time has passed: everything that waits is tried again. */
  reconcile(): void {
    if (this.#around.person() === null) return;
    for (const call of this.all) {
      if (call.doc.outcome !== null) void this.deliver(call);
      else if (!call.safe && call.problem === null && !this.#timers.has(call.id)) void this.#keepQuietly(call);
    }
  }

  /** What can be taken back at this moment: the report then waits again, with all its words. */
  get undoable(): Done | null {
    const { done } = this;
    if (done === null || !["link", "discard", "refer"].includes(done.outcome.verb)) return null;
    return clock.local - done.at < undo_ms ? done : null;
  }
  async takeBack(): Promise<void> {
    const last = this.undoable;
    if (last === null || last.report_id === null) return;
    const asked = this.current;
    const report = await this.#around.centre[last.outcome.verb === "link" ? "unlink" : "restore"](last.report_id);
    this.done = null;
    // Whoever has begun to write meanwhile finds it as a tab.
    if (asked.blank && this.current === asked) this.take(report, false);
    else this.#add(report, false);
  }

  /**
   * Calls that an earlier visit or another window left here, each to one window only. A window that is being loaded
   * anew may still hold its locks for a moment, and another may crash: so it is asked again and again.
   */
  async #recover(): Promise<void> {
    const seen = this.ready && !this.#around.claimsAreKept() ? [] : this.#around.store.names(prefix);
    for (const name of seen) {
      if (this.#knows(name.slice(prefix.length)) || !(await this.#around.claim(name))) continue;
      // Read only now: until the claim was free another window may have written more, or have finished.
      const doc = readCall(this.#around.store.read(name));
      if (!doc || this.#knows(doc.id)) continue;
      this.all.push(new OpenCall(doc));
      // Only before anyone can write here: later it is a tab, and the form stays what it is.
      if (!this.ready && this.current.blank && doc.outcome === null) this.show(doc.id);
    }
    this.ready = true;
  }
  #knows(id: string): boolean {
    return this.all.some((call) => call.id === id);
  }

  #author(): Call["by"] {
    const person = this.#around.person();
    return person && { id: person.id, name: person.name };
  }
  #makeCurrent(): OpenCall {
    const known = this.open.find((call) => call.blank);
    const call = known ?? new OpenCall(blankCall(this.#around.newId(), this.#author()));
    if (!known) {
      void this.#around.claim(prefix + call.id);
      this.all.push(call);
    }
    this.currentId = call.id;
    return this.all.find((one) => one.id === call.id) ?? call;
  }
  #dropBlanks(): void {
    for (const call of this.all) if (call.blank && call.id !== this.currentId) this.#remove(call);
  }
  #remove(call: OpenCall): void {
    const timer = this.#timers.get(call.id);
    if (timer) clearTimeout(timer.timer);
    this.#timers.delete(call.id);
    this.all = this.all.filter((one) => one.id !== call.id);
    this.#around.store.forget(prefix + call.id);
    if (this.currentId === call.id) this.#makeCurrent();
  }
  #write(call: OpenCall): void {
    const text = JSON.stringify(call.doc);
    if (call.blank) this.#around.store.forget(prefix + call.id);
    else this.#around.store.write(prefix + call.id, text);
    if (call.owes && call.doc.outcome === null) this.#soon(call);
  }
  #soon(call: OpenCall): void {
    const running = this.#timers.get(call.id);
    if (running) clearTimeout(running.timer);
    const since = running?.since ?? Date.now();
    const wait = Math.max(0, Math.min(pause_ms, since + longest_ms - Date.now()));
    const timer = setTimeout(() => {
      this.#timers.delete(call.id);
      void this.#keepQuietly(call);
    }, wait);
    this.#timers.set(call.id, { timer, since });
  }
}

/** Write down what the form shows as proposed. The last words may not have been judged; a slow answer holds nothing up. */
async function settle(call: OpenCall): Promise<void> {
  if (!call.doc.type) await Promise.race([call.judge(), new Promise((done) => setTimeout(done, longestJudging_ms))]);
  call.settle();
}

function slotOf(call: OpenCall): Slot {
  return { read: () => call.doc, change: (changes) => call.change(changes) };
}
