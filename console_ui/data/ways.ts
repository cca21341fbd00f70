/** How each way in and out of the centre stands, for supervisors and administrators. */

import { peek } from "../api/client";
import type { WayOfCity } from "../api/shapes";

const every_ms = 60_000;

/** Look once a minute; what was seen last stands while the centre is out of reach. Returns what ends it. */
export function watchWays(show: (ways: WayOfCity[]) => void): () => void {
  const look = (): void => void peek<{ items: WayOfCity[] }>("/channels/standing").then(({ items }) => show(items), () => undefined);
  look();
  const timer = setInterval(look, every_ms);
  return () => clearInterval(timer);
}
