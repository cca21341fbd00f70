/** The map's marks, drawn here on a canvas: no sprite to fetch, no font server to ask. */

import type { Map as MapLibre } from "maplibre-gl";

const size = 44;
type Draw = (pen: CanvasRenderingContext2D) => void;

function image(draw: Draw): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext("2d");
  if (!pen) return new ImageData(size, size);
  pen.lineJoin = "round";
  draw(pen);
  return pen.getImageData(0, 0, size, size);
}

function path(pen: CanvasRenderingContext2D, points: [number, number][]): void {
  pen.beginPath();
  points.forEach(([x, y], n) => (n === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
}

function disc(pen: CanvasRenderingContext2D, radius: number): void {
  pen.beginPath();
  pen.arc(size / 2, size / 2, radius, 0, Math.PI * 2);
}

function ink(pen: CanvasRenderingContext2D, fill: string | null, stroke: string, width: number): void {
  pen.lineWidth = width;
  pen.strokeStyle = stroke;
  pen.stroke();
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
}

function write(pen: CanvasRenderingContext2D, text: string, colour: string, y = size / 2 + 1): void {
  pen.font = "bold 19px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colour;
  pen.fillText(text, size / 2, y);
}

const triangle: [number, number][] = [[22, 3], [42, 40], [2, 40]];
const square: [number, number][] = [[7, 7], [37, 7], [37, 37], [7, 37]];
const diamond: [number, number][] = [[22, 2], [42, 22], [22, 42], [2, 22]];
const drop: [number, number][] = [[22, 2], [36, 24], [30, 40], [14, 40], [8, 24]];

/** All marks in the colours of the current theme, by the names the layers use. */
export function drawAll(colour: (token: string) => string): Map<string, ImageData> {
  const ground = colour("--panel");
  const text = colour("--text");
  const marks = new Map<string, ImageData>();
  const add = (name: string, draw: Draw): unknown => marks.set(name, image(draw));

  add("p1", (pen) => {
    path(pen, triangle);
    ink(pen, colour("--p1"), colour("--on-p1"), 5);
    write(pen, "1", colour("--on-p1"), 28);
  });
  add("p2", (pen) => {
    path(pen, square);
    ink(pen, colour("--p2"), ground, 4);
    write(pen, "2", colour("--on-p2"));
  });
  add("p3", (pen) => {
    disc(pen, 14);
    ink(pen, ground, text, 4);
    write(pen, "3", text);
  });
  add("p4", (pen) => {
    disc(pen, 7);
    ink(pen, colour("--dim"), ground, 3);
  });
  addUnits(add, colour);
  for (const [level, token] of Object.entries({ NORMAL: "--water", WASPADA: "--warn", SIAGA: "--alarm", AWAS: "--alarm-fill", UNKNOWN: "--panel" })) {
    add(`gauge-${level}`, (pen) => {
      path(pen, drop);
      ink(pen, colour(token), level === "UNKNOWN" ? colour("--dim") : ground, 4);
      write(pen, level === "UNKNOWN" ? "?" : level.charAt(0), level === "UNKNOWN" ? text : level === "AWAS" ? "#fff" : "#101010", 27);
    });
  }
  for (let n = 1; n <= 9; n += 1) {
    add(`place-${n}`, (pen) => {
      disc(pen, 15);
      ink(pen, colour("--accent"), ground, 4);
      write(pen, String(n), colour("--on-accent"));
    });
  }
  return marks;
}

/** A beak outside the unit's own shape, pointing north; the layer turns it. */
const beak: [number, number][] = [[22, 0], [31, 13], [22, 8], [13, 13]];

function addUnits(add: (name: string, draw: Draw) => unknown, colour: (token: string) => string): void {
  add("heading", (pen) => {
    path(pen, beak);
    ink(pen, colour("--text"), colour("--panel"), 2);
  });
  const outlines: Record<string, [number, number][] | null> = { S: null, T: diamond, J: triangle, L: square, X: square, "!": square };
  for (const [letter, outline] of Object.entries(outlines)) {
    add(`unit-${letter}`, (pen) => {
      if (outline) path(pen, outline);
      else disc(pen, 15);
      ink(pen, letter === "S" ? colour("--good") : colour("--raised"), letter === "S" ? colour("--panel") : colour("--text"), 3);
      write(pen, letter, letter === "S" ? colour("--panel") : colour("--text"), letter === "J" ? 29 : 23);
    });
  }
}

export function putImages(map: MapLibre, marks: Map<string, ImageData>): void {
  for (const [name, mark] of marks) {
    if (map.hasImage(name)) map.updateImage(name, mark);
    else map.addImage(name, mark, { pixelRatio: 2 });
  }
}
