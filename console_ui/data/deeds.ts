/** What the room does to an incident or an order, by the last part of the operation's path. */

import { post } from "../api/client";
import { clock } from "../toolkit/clock.svelte";

/** Planning again happens at the moment of asking; everything else says when it was so. */
const timeless = "plan";

export const doDeed = (noun: "incidents" | "tasks", id: string, path: string, body: Record<string, unknown>): Promise<unknown> =>
  post(`/${noun}/${id}/${path}`, path === timeless ? body : { ...body, at: clock.stamp() });
