/** One line of an incident's history in the words of the room. */

import type { LogEvent } from "../api/shapes";

const named = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

export interface Actor {
  kind: string;
  id: string;
  name: string | null;
}

/** The log writes `person:<id>`, `agency:<id>`, `system:<module>`. */
export function actorOf(event: LogEvent): Actor | null {
  const [kind = "", id = ""] = event.actor.split(":");
  return { kind, id, name: null };
}

/** What to say after the event's name: the agency, the cause, the new class. */
export interface Detail {
  agency: string | null;
  cause: string | null;
  type: string | null;
  priority: number | null;
  note: string | null;
  disposition: string | null;
}

export function detailOf(event: LogEvent): Detail {
  const data = event.data;
  const priority = data["priority"];
  return {
    agency: event.agency_id ?? named(data["agency_id"]),
    cause: named(data["cause"]) ?? named(data["decline_cause"]),
    type: event.type.startsWith("incident.") ? named(data["incident_type"]) ?? named(data["type"]) ?? named(data["kind"]) : null,
    priority: event.type.startsWith("incident.") && typeof priority === "number" ? priority : null,
    note: named(data["note"]) ?? named(data["reason"]),
    disposition: named(data["disposition"]),
  };
}

/** Entered more than a minute after it happened: say so, the true time is not the time of entry. */
export function lateEntry_s(event: LogEvent): number {
  const late = (Date.parse(event.recorded_at) - Date.parse(event.at)) / 1000;
  return late > 60 ? late : 0;
}

/** Another incident was merged into this one, or taken out again: reports were counted that no single report brought. */
export const hasMerges = (events: LogEvent[]): boolean =>
  events.some((event) => event.type === "incident.report_counted" && !event.data["report_id"]);
