/** From the live picture to points on the map. */

import type { Feature, FeatureCollection, Point, Polygon, Position } from "geojson";
import type { Gauge, Incident, NamedPlace, Place, Unit } from "../api/shapes";
import type { Areas } from "../data/geo";
import { fade, lookOf } from "./units";

type Points = FeatureCollection<Point>;

function point(lon: number, lat: number, properties: Record<string, string | number>): Feature<Point> {
  return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties };
}

export function incidentPoints(incidents: Iterable<Incident>): Points {
  const features: Feature<Point>[] = [];
  for (const incident of incidents) {
    if (!incident.location) continue;
    const shape = incident.priority <= 2 ? `p${incident.priority}` : incident.priority === 3 ? "p3" : "p4";
    features.push(
      point(incident.location.lon, incident.location.lat, { id: incident.id, icon: shape, order: -incident.priority }),
    );
  }
  return { type: "FeatureCollection", features };
}

/** `headingOf` tells degrees from north; -1 on the map stands for "not known", and then no arrow is drawn. */
export function unitPoints(units: Iterable<Unit>, now: number, headingOf: (unit: Unit) => number | null): Points {
  const features: Feature<Point>[] = [];
  for (const unit of units) {
    if (unit.lat === null || unit.lon === null) continue;
    const age = unit.position_at ? (now - Date.parse(unit.position_at)) / 1000 : null;
    const icon = `unit-${lookOf(unit.availability).letter}`;
    const look = { fade: Math.round(fade(age) * 20) / 20, heading: headingOf(unit) ?? -1 };
    features.push(point(unit.lon, unit.lat, { id: unit.id, icon, ...look }));
  }
  return { type: "FeatureCollection", features };
}

export function gaugePoints(gauges: Iterable<Gauge>): Points {
  const features: Feature<Point>[] = [];
  for (const gauge of gauges) {
    if (gauge.lat === null || gauge.lon === null) continue;
    features.push(point(gauge.lon, gauge.lat, { id: gauge.station_id, icon: `gauge-${gauge.stale ? "UNKNOWN" : gauge.level}` }));
  }
  return { type: "FeatureCollection", features };
}

export function placePoints(places: NamedPlace[]): Points {
  return {
    type: "FeatureCollection",
    features: places.map((place, n) => point(place.lon, place.lat, { id: place.name, icon: `place-${Math.min(n + 1, 9)}` })),
  };
}

/** A circle on the ground, good enough at city size. */
export function uncertainty(place: Place | null): FeatureCollection<Polygon> {
  const radius = place?.accuracy_m ?? 0;
  if (!place || radius <= 0) return { type: "FeatureCollection", features: [] };
  const ring: Position[] = [];
  for (let step = 0; step <= 48; step += 1) {
    const angle = (step / 48) * 2 * Math.PI;
    const north = (Math.cos(angle) * radius) / 111_320;
    const east = (Math.sin(angle) * radius) / (111_320 * Math.cos((place.lat * Math.PI) / 180));
    ring.push([place.lon + east, place.lat + north]);
  }
  return {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } }],
  };
}

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

function ringsOf(areas: Areas): Position[][] {
  return areas.features.flatMap(({ geometry }) =>
    geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat(),
  );
}

export function boxOf(areas: Areas): Box | null {
  const points = ringsOf(areas).flat();
  if (points.length === 0) return null;
  const lons = points.map((p) => p[0] ?? 0);
  const lats = points.map((p) => p[1] ?? 0);
  return { west: Math.min(...lons), south: Math.min(...lats), east: Math.max(...lons), north: Math.max(...lats) };
}

export interface Spot {
  name: string;
  lon: number;
  lat: number;
  /** Width of the area in degrees: a name wider than its area is not written. */
  width: number;
}

/** The smallest areas of a layer that may hold a city, its districts and their quarters. */
export function finest(areas: Areas): Areas["features"] {
  const deepest = Math.max(...areas.features.map((feature) => feature.properties.code.split(".").length));
  return areas.features.filter((feature) => feature.properties.code.split(".").length === deepest);
}

/** Where to write each area's name: the middle of its box. */
export function nameSpots(areas: Areas): Spot[] {
  return finest(areas).flatMap((feature) => {
    const box = boxOf({ type: "FeatureCollection", features: [feature] });
    if (!box) return [];
    const middle = { lon: (box.west + box.east) / 2, lat: (box.south + box.north) / 2 };
    return [{ name: feature.properties.name, ...middle, width: box.east - box.west }];
  });
}

/** Metres between two places, on a ball: enough to say "140 m". */
export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, (b.lat - a.lat) * rad) * 6_371_000;
}
