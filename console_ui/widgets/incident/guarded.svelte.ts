/**
 * A form that holds its incident and the version it was opened on. It closes only on the answer to its own request, and
 * when somebody else was quicker it keeps what was typed and shows both sides.
 */

import type { Incident } from "../../api/shapes";
import { getIncident } from "../../data/incidents";
import type { Standoff } from "../../domain/guarded";
import { attempt } from "../../domain/guarded";
import { ownOrders } from "./own";

export interface Decided<T> {
  /** Sends the request with the versions that were looked at. */
  send(versions: number[]): Promise<T>;
  /** It was done, whether or not the form still stands. */
  ondone(result: T, here: boolean): void;
  /** It was refused for another reason. */
  onfail(cause: unknown, of: Incident): void;
}

export class Guarded {
  standoff = $state.raw<Standoff | null>(null);
  busy = $state(false);
  #seen: readonly Incident[];
  #here = true;
  readonly #act: string;
  readonly #task: string | undefined;

  constructor(act: string, seen: readonly Incident[], task?: string) {
    this.#act = act;
    this.#seen = seen;
    this.#task = task;
    $effect(() => () => (this.#here = false));
  }

  /** The other one of a merge is looked at when it is chosen. */
  look(seen: readonly Incident[]): void {
    this.#seen = seen;
    this.standoff = null;
  }

  async send<T>({ send, ondone, onfail }: Decided<T>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.standoff = null;
    try {
      const found = await attempt({ act: this.#act, seen: this.#seen, task: this.#task, own: ownOrders, send, read: getIncident });
      if ("done" in found) ondone(found.done, this.#here);
      else this.standoff = found.standoff;
    } catch (cause) {
      const [of] = this.#seen;
      if (of) onfail(cause, of);
    } finally {
      this.busy = false;
    }
  }

  /** What stands at the centre now has been seen: the next sending is meant for that. */
  insist(): void {
    if (this.standoff) this.#seen = this.standoff.now;
  }
}
