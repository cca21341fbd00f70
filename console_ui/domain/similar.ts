/** Which open incidents this call may be about: the likeliest that the centre found first, then what only lies near. */

import type { Candidate, Incident, Place } from "../api/shapes";
import { metresBetween } from "./features";

export interface Similar {
  incident: Incident;
  distance_m: number | null;
  /** How alike they are, 0 to 1, as the centre judges it; null for what only lies near. */
  score: number | null;
  reasons: string[];
}

const near_m = 500;
const most = 3;

export function similarIncidents(candidates: Candidate[], place: Place | null, open: ReadonlyMap<string, Incident>): Similar[] {
  const found = new Map<string, Similar>();
  const likeliest = [...candidates].sort((a, b) => b.score - a.score || (a.distance_m ?? Infinity) - (b.distance_m ?? Infinity));
  for (const candidate of likeliest) {
    const incident = open.get(candidate.incident_id);
    if (incident) {
      const { distance_m, score } = candidate;
      found.set(incident.id, { incident, distance_m, score, reasons: candidate.reasons.map((reason) => reason.text) });
    }
  }
  const nearby = place === null ? [] : [...open.values()].flatMap((incident) => nearTo(place, incident, found));
  nearby.sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0));
  return [...found.values(), ...nearby].slice(0, most);
}

function nearTo(place: Place, incident: Incident, found: ReadonlyMap<string, Similar>): Similar[] {
  if (!incident.location || found.has(incident.id)) return [];
  const distance_m = metresBetween(place, incident.location);
  return distance_m <= near_m ? [{ incident, distance_m, score: null, reasons: [] }] : [];
}
