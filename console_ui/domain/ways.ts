/** Ways in and out of the centre: which want a look first, and how many stand how. */

import type { WayOfCity } from "../api/shapes";

const reply = "-reply";
const order = ["failing", "silent", "on", "off"] as const;
type State = WayOfCity["state"];

const rank = ({ state }: WayOfCity): number => order.indexOf(state);

/** What fails or is silent stands on top; among equals the order of the centre stays. */
export const worstFirst = (ways: readonly WayOfCity[]): WayOfCity[] => [...ways].sort((a, b) => rank(a) - rank(b));

/** How many stand how, the worst first; what nobody is, is left out. */
export const countsByState = (ways: readonly WayOfCity[]): [State, number][] =>
  order.map((state): [State, number] => [state, ways.filter((way) => way.state === state).length]).filter(([, count]) => count > 0);

/** The channel that a way is of, and whether it is the one back to whoever wrote. */
export function nameOf({ name }: WayOfCity): { channel: string; isReply: boolean } {
  const isReply = name.endsWith(reply);
  return { channel: isReply ? name.slice(0, -reply.length) : name, isReply };
}
