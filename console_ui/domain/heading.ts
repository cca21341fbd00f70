/** Which way a unit drives, from where it was and where it is: not every tracker tells its course, and all tell their place. */

import type { Unit } from "../api/shapes";
import { metresBetween } from "./features";

interface Known {
  lat: number;
  lon: number;
  at: number;
  heading: number | null;
}

/** Below this it stands, or the receiver only wavers. */
const moved_m = 15;
/** Between fixes further apart anything may have been driven. */
const apart_ms = 5 * 60_000;

/** Degrees from north, clockwise; exact enough within a city. */
export function bearing(from: { lat: number; lon: number }, to: { lat: number; lon: number }): number {
  const north = to.lat - from.lat;
  const east = (to.lon - from.lon) * Math.cos((to.lat * Math.PI) / 180);
  return (Math.round((Math.atan2(east, north) * 180) / Math.PI) + 360) % 360;
}

export class Headings {
  readonly #known = new Map<string, Known>();

  /** Take the unit's newest fix in and say where it heads; null while that is not known. */
  of(unit: Unit): number | null {
    if (unit.lat === null || unit.lon === null || unit.position_at === null) return null;
    const fix = { lat: unit.lat, lon: unit.lon, at: Date.parse(unit.position_at) };
    const before = this.#known.get(unit.id);
    if (before && fix.at <= before.at) return before.heading;
    if (!before || fix.at - before.at > apart_ms) {
      this.#known.set(unit.id, { ...fix, heading: null });
      return null;
    }
    // A unit that crawls is measured from where it last had a heading, so that small steps add up.
    if (metresBetween(before, fix) < moved_m) return before.heading;
    const heading = bearing(before, fix);
    this.#known.set(unit.id, { ...fix, heading });
    return heading;
  }
}
