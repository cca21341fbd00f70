/** How many a list shows, and of how many when the board holds only the newest: an honest list says that it is cut. */

import { board, picture } from "../live/board.svelte";
import type { SectionName } from "../live/frames";
import { t } from "../toolkit/i18n.svelte";

export function countOf(section: SectionName, shown = picture[section].size): string {
  const all = picture[section].size + (board.leftOut[section] ?? 0);
  return board.leftOut[section] ? t("count.of", { n: shown, m: all }) : String(shown);
}
