/** What this desk looks at: the chosen incident and the filter. Shared by list, map and panel. */

import type { Incident } from "../../api/shapes";
import type { Caller } from "../../domain/alarm";
import { board, picture } from "../../live/board.svelte";
import { router } from "../../toolkit/router.svelte";
import { desk } from "./desk.svelte";

class Room {
  chosenId = $state<string | null>(null);
  /** Shown because nobody has chosen anything yet: a key that acts must choose it first. */
  proposed = $state(false);
  filter = $state("");
  /** Bumped when the panel should take the focus, say on Enter. */
  enter = $state(0);
  #last: Incident | null = null;

  /** The chosen incident, as it was last seen when it has left the board. */
  get chosen(): Incident | null {
    if (this.chosenId === null) return null;
    const live = picture.incidents.get(this.chosenId);
    if (live) this.#last = live;
    return live ?? (this.#last?.id === this.chosenId ? this.#last : null);
  }
  /** Closed, merged or cancelled elsewhere while somebody looked at it. */
  get gone(): boolean {
    return board.complete && this.chosenId !== null && !picture.incidents.has(this.chosenId);
  }
  /** Whether a key may act on it: a person chose it, and it is still open. */
  get ready(): boolean {
    return this.chosen !== null && !this.proposed && !this.gone;
  }

  choose(id: string | null): void {
    this.chosenId = id;
    this.proposed = false;
  }
  /** Show something while nothing was chosen; never in place of what somebody chose. */
  propose(id: string | null): void {
    if (this.chosenId !== null && !this.proposed) return;
    this.chosenId = id;
    this.proposed = id !== null;
  }
  /** Open what called: the incident here, the report at the call taker's desk. */
  open(caller: Caller | null): void {
    if (caller === null) return;
    if (caller.kind === "incident") {
      this.choose(caller.id);
      return;
    }
    desk.take(caller.id);
    router.go("/terima");
  }
}

export const room = new Room();
