/** The queue as it stands in the live picture. */

import type { Report } from "../../api/shapes";
import type { Queue, QueueFacts } from "../../domain/queue";
import { isRinging, sortQueue } from "../../domain/queue";
import { picture } from "../../live/board.svelte";
import { clock } from "../../toolkit/clock.svelte";

function facts(): QueueFacts {
  return { now: clock.now, abandoned: new Set([...picture.call_backs.values()].map((call) => call.call_id)) };
}

export const queueNow = (): Queue => sortQueue(picture.reports.values(), facts());

export const ringsNow = (report: Report): boolean => isRinging(report, facts());
