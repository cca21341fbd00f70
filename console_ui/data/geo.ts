/** The city's own map layer and its named places. */

import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import { get } from "../api/client";
import type { NamedPlace } from "../api/shapes";

export type AreaProperties = { code: string; name: string; level?: string };
export type Areas = FeatureCollection<Polygon | MultiPolygon, AreaProperties>;

export interface Layer {
  version: string;
  source: string;
  accuracy: string | null;
  imported_at: string | null;
}

let areas: Promise<Areas> | null = null;

export function getAreas(): Promise<Areas> {
  areas ??= get<Areas>("/geo/areas").catch((cause: unknown) => {
    areas = null;
    throw cause;
  });
  return areas;
}

export const getLayer = (): Promise<Layer> => get("/geo/layer");

export const findPlaces = (q: string): Promise<NamedPlace[]> => get("/geo/places", { q });

/** Rivers by name and one published point each; the courses themselves are drawn by nobody we may copy. */
export const getRivers = (): Promise<NamedPlace[]> => get("/geo/places", { kind: "river" });
