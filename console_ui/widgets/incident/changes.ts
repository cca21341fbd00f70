/** What a colleague changed, in the words of the room. */

import type { Place } from "../../api/shapes";
import { words } from "../../data/catalogue.svelte";
import type { Change } from "../../domain/changes";
import { t, tCode } from "../../toolkit/i18n.svelte";
import { agencyName, standingOf } from "../names";

export const sayClass = (type: string, priority: number): string => `${words.type(type)} P${priority}`;

export const sayPlace = (place: Place | null): string =>
  place ? (place.address ?? `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`) : t("incident.no_place");

export function sayChange(change: Change): string {
  switch (change.kind) {
    case "class":
      return sayClass(change.type, change.priority);
    case "place":
      return sayPlace(change.place);
    case "over":
      return t("conflict.is", { state: tCode("state", change.state) });
    case "again":
      return t("conflict.is", { state: tCode("state", "reopened") });
    case "order":
      return t("assign.done", { agency: agencyName(change.task.agency_id, change.task.agency_name) });
    case "answer":
      return `${agencyName(change.task.agency_id, change.task.agency_name)} ${standingOf(change.task)}`;
    case "reports":
      return t("conflict.reports", { n: change.more });
    case "alarm":
      return t("conflict.alarm", { n: change.level });
    case "signs":
      return `${t("incident.signs")}: ${change.signs.map(({ label }) => label).join(", ") || "–"}`;
  }
}
