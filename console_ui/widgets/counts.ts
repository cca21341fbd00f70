/** The figures of the live picture at this moment. */

import type { Counts } from "../domain/counts";
import { countsOf } from "../domain/counts";
import { picture } from "../live/board.svelte";
import { clock } from "../toolkit/clock.svelte";

export const countsNow = (): Counts => countsOf(picture.incidents.values(), picture.reports.values(), clock.now);
