/** Units as the board shows them: by agency, the readiest first. */

import type { Unit } from "../api/shapes";

export const isReady = (unit: Unit): boolean => unit.availability === "available" || unit.availability === "ready";

export function unitsByAgency(units: Iterable<Unit>): [string, Unit[]][] {
  const groups = new Map<string, Unit[]>();
  for (const unit of units) {
    const group = groups.get(unit.agency_id);
    if (group) group.push(unit);
    else groups.set(unit.agency_id, [unit]);
  }
  for (const group of groups.values()) group.sort((a, b) => a.callsign.localeCompare(b.callsign));
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

export interface Look {
  shape: "circle" | "diamond" | "triangle" | "square" | "cross";
  letter: string;
}

/** Letter and shape say the status; colour only repeats it. Siap, Tugas, Jalan, Lokasi, X tidak tersedia. */
export function lookOf(availability: string): Look {
  switch (availability) {
    case "available":
    case "ready":
      return { shape: "circle", letter: "S" };
    case "assigned":
    case "alerted":
    case "acknowledged":
      return { shape: "diamond", letter: "T" };
    case "en_route":
    case "to_destination":
      return { shape: "triangle", letter: "J" };
    case "staging":
    case "on_scene":
    case "at_patient":
    case "at_destination":
      return { shape: "square", letter: "L" };
    case "emergency":
      return { shape: "cross", letter: "!" };
    default:
      return { shape: "cross", letter: "X" };
  }
}

/** How much of a position to believe: whole for a minute, a shadow after ten. */
export function fade(age_s: number | null): number {
  if (age_s === null) return 0.45;
  return Math.max(0.45, Math.min(1, 1 - (age_s - 60) / 980));
}
