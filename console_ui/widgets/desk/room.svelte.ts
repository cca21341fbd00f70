/** What this desk looks at: the chosen incident and the filter. Shared by list, map and panel. */

import type { Incident } from "../../api/shapes";
import type { Caller } from "../../domain/alarm";
import type { Hand, PanelForm, Sight } from "../../domain/hand";
import { Watched, choose, emptyHand, settle, step } from "../../domain/hand";
import { board, picture } from "../../live/board.svelte";
import { router } from "../../toolkit/router.svelte";
import { desk } from "./desk.svelte";

class Room {
  hand = $state.raw<Hand>(emptyHand);
  filter = $state("");
  /** Bumped when the panel should take the focus, say on Enter. */
  enter = $state(0);
  #last: Incident | null = null;
  readonly #proposal = new Watched();

  get chosenId(): string | null {
    return this.hand.chosenId;
  }
  /** Shown because nobody has chosen anything yet. */
  get proposed(): boolean {
    return this.hand.proposed;
  }
  get form(): PanelForm | null {
    return this.hand.form;
  }
  set form(form: PanelForm | null) {
    this.hand = { ...this.hand, form };
  }
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
  sight(may: (permission: string) => boolean): Sight {
    return { chosen: this.chosen, gone: this.gone, may };
  }

  choose(id: string | null): void {
    this.hand = choose(this.hand, id);
  }
  settle(order: readonly string[]): void {
    this.hand = settle(this.hand, order, picture.incidents);
    if (this.proposed) this.#proposal.see("", this.chosenId ?? "", Date.now());
  }
  /** Whether what is shown has been so long enough to be read. */
  isRead(): boolean {
    return !this.proposed || this.#proposal.isRead(Date.now());
  }
  step(order: readonly string[], by: number): void {
    this.hand = step(this.hand, order, by);
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
