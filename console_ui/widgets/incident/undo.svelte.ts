/** What was just done at this desk, as long as it can be taken back: it names its incident, whichever is looked at now. */

import type { Incident } from "../../api/shapes";
import { shortNumber } from "../../domain/number";
import { clock } from "../../toolkit/clock.svelte";

interface Done {
  incident_id: string;
  text: string;
  until: number;
  back: () => Promise<unknown>;
}
const undo_ms = 10_000;

class Undo {
  #last = $state.raw<Done | null>(null);

  get last(): Done | null {
    return this.#last && clock.local < this.#last.until ? this.#last : null;
  }
  get left_s(): number {
    return Math.ceil(((this.#last?.until ?? 0) - clock.local) / 1000);
  }
  offer(incident: Incident, text: string, back: () => Promise<unknown>): void {
    this.#last = { incident_id: incident.id, text: `${shortNumber(incident.number)}: ${text}`, until: Date.now() + undo_ms, back };
  }
  /** Whether there was anything to take back. */
  async takeBack(): Promise<boolean> {
    const { last } = this;
    if (last === null) return false;
    this.#last = null;
    await last.back();
    return true;
  }
}

export const undo = new Undo();
