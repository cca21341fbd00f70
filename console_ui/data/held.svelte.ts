/** What came in while the centre could not store it: how much is held on its disk, and since when. */

import { peek } from "../api/client";
import type { Held } from "../api/shapes";

const every_ms = 10_000;

class HeldBack {
  now = $state.raw<Held>({ waiting: 0, since: null });

  /** Look every ten seconds; what was seen last stands while the centre is out of reach. Returns what ends it. */
  watch(): () => void {
    const look = (): void => void peek<Held>("/journal").then((seen) => (this.now = seen), () => undefined);
    look();
    const timer = setInterval(look, every_ms);
    return () => clearInterval(timer);
  }
}

export const held = new HeldBack();
