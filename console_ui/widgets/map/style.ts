/** Our own layers over our own data. No tiles, no glyphs, nothing from outside. */

import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";

const nothing = { type: "FeatureCollection", features: [] } as const;
export const sourceNames = ["areas", "uncertainty", "gauges", "units", "incidents", "chosen", "places"] as const;
export type SourceName = (typeof sourceNames)[number];

export function cityStyle(colour: (token: string) => string): StyleSpecification {
  return {
    version: 8,
    sources: Object.fromEntries(sourceNames.map((name) => [name, { type: "geojson" as const, data: { ...nothing, features: [] } }])),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--ground") } },
      { id: "area-fill", type: "fill", source: "areas", paint: { "fill-color": colour("--map-land") } },
      { id: "area-line", type: "line", source: "areas", paint: { "line-color": colour("--map-line"), "line-width": 1 } },
      { id: "uncertainty-fill", type: "fill", source: "uncertainty", paint: { "fill-color": colour("--accent"), "fill-opacity": 0.15 } },
      {
        id: "uncertainty-line",
        type: "line",
        source: "uncertainty",
        paint: { "line-color": colour("--accent"), "line-width": 1.5, "line-dasharray": [3, 2] },
      },
      symbols("gauges", 0.85),
      {
        ...symbols("units", 1.12),
        id: "headings",
        filter: [">=", ["get", "heading"], 0],
        layout: { ...symbols("units", 1.12).layout, "icon-image": "heading", "icon-rotate": ["get", "heading"], "icon-rotation-alignment": "map" },
        paint: { "icon-opacity": ["get", "fade"] },
      },
      { ...symbols("units", 0.8), paint: { "icon-opacity": ["get", "fade"] } },
      {
        id: "chosen",
        type: "circle",
        source: "chosen",
        paint: { "circle-radius": 17, "circle-opacity": 0, "circle-stroke-width": 3, "circle-stroke-color": colour("--accent") },
      },
      { ...symbols("incidents", 0.95), layout: { ...symbols("incidents", 0.95).layout, "symbol-sort-key": ["get", "order"] } },
      symbols("places", 0.9),
    ],
  };
}

/** Marks grow with the zoom: on the whole city sixty of them must not hide each other. */
function sized(size: number): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], 11.5, size * 0.8, 14, size * 1.1];
}

function symbols(source: SourceName, size: number) {
  return {
    id: source,
    type: "symbol" as const,
    source,
    layout: { "icon-image": ["get", "icon"] as ["get", string], "icon-size": sized(size), "icon-allow-overlap": true, "icon-ignore-placement": true },
  };
}
