/** Which open incidents this call may be about: what the back end found, then what lies near on the map. */

import type { Candidate, Incident, Place } from "../api/shapes";
import { metresBetween } from "./features";

export interface Similar {
  incident: Incident;
  distance_m: number | null;
  reasons: string[];
}

const near_m = 500;
const most = 3;

export function similarIncidents(candidates: Candidate[], place: Place | null, open: ReadonlyMap<string, Incident>): Similar[] {
  const found = new Map<string, Similar>();
  for (const candidate of candidates) {
    const incident = open.get(candidate.incident_id);
    if (incident) {
      found.set(incident.id, { incident, distance_m: candidate.distance_m, reasons: candidate.reasons.map((reason) => reason.text) });
    }
  }
  const nearby = place === null ? [] : [...open.values()].flatMap((incident) => nearTo(place, incident, found));
  nearby.sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0));
  return [...found.values(), ...nearby].slice(0, most);
}

function nearTo(place: Place, incident: Incident, found: ReadonlyMap<string, Similar>): Similar[] {
  if (!incident.location || found.has(incident.id)) return [];
  const distance_m = metresBetween(place, incident.location);
  return distance_m <= near_m ? [{ incident, distance_m, reasons: [] }] : [];
}
