/** What calls for somebody now, in this window: each alarm ends by an action, and one at a time may be quieted for a minute. */

import type { Caller, Quieted } from "../../domain/alarm";
import { callersOf, quiet, ringing, stillQuiet } from "../../domain/alarm";
import { picture } from "../../live/board.svelte";
import { clock } from "../../toolkit/clock.svelte";

export interface Twin {
  sound: "report" | "urgent";
  text: string;
  at: number;
}

/** What rang is also seen, as long as it takes to look up. */
const seenFor_ms = 12_000;

class AlarmState {
  #twin = $state.raw<Twin | null>(null);
  #quieted = $state.raw<Quieted>(new Map());

  readonly open = $derived(callersOf(picture.incidents.values(), picture.reports.values()));
  readonly calling = $derived(ringing(this.open, this.#quieted, clock.now));

  get ringing(): boolean {
    return this.calling.length > 0;
  }
  show(sound: Twin["sound"], text: string): void {
    this.#twin = { sound, text, at: Date.now() };
  }
  twin(now: number): Twin | null {
    return this.#twin && now - this.#twin.at < seenFor_ms ? this.#twin : null;
  }
  /** Somebody has taken notice of one: it, and only it, is quiet for a minute. */
  notice(chosen: string | null): Caller | null {
    const { one, quieted } = quiet(this.open, this.#quieted, chosen, clock.now);
    this.#quieted = quieted;
    this.#twin = null;
    return one;
  }
  /** What no longer calls is forgotten, so that it rings at once when it falls back. */
  settle(): void {
    const kept = stillQuiet(this.open, this.#quieted);
    if (kept.size !== this.#quieted.size) this.#quieted = kept;
  }
}

export const alarms = new AlarmState();
