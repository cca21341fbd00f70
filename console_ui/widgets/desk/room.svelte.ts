/** What this desk looks at: the chosen incident and the filter. Shared by list, map and panel. */

import type { Incident } from "../../api/shapes";
import { picture } from "../../live/board.svelte";

class Room {
  chosenId = $state<string | null>(null);
  filter = $state("");
  /** Bumped when the panel should take the focus, say on Enter. */
  enter = $state(0);

  get chosen(): Incident | null {
    return this.chosenId === null ? null : (picture.incidents.get(this.chosenId) ?? null);
  }
  choose(id: string | null): void {
    this.chosenId = id;
  }
}

export const room = new Room();
