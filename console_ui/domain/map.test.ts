import { describe, expect, it } from "vitest";
import { at, makeUnit, ms } from "../api/fixtures";
import { boxOf, metresBetween, uncertainty, unitPoints } from "./features";
import { bearing, Headings } from "./heading";

const here = { lat: -7.47, lon: 112.43 };
const fix = (second: number, lat: number, lon: number) => makeUnit({ lat, lon, position_at: at(second) });

describe("a unit's heading", () => {
  it("is the way from fix to fix, clockwise from north", () => {
    expect(bearing(here, { lat: -7.46, lon: 112.43 })).toBe(0);
    expect(bearing(here, { lat: -7.47, lon: 112.44 })).toBe(90);
    expect(bearing(here, { lat: -7.48, lon: 112.43 })).toBe(180);
    expect(bearing(here, { lat: -7.47, lon: 112.42 })).toBe(270);
  });

  it("is unknown at first, follows the drive, and stays while the unit stands", () => {
    const headings = new Headings();
    expect(headings.of(fix(0, -7.47, 112.43))).toBeNull();
    expect(headings.of(fix(10, -7.47, 112.431))).toBe(90);
    expect(headings.of(fix(12, -7.47, 112.43101))).toBe(90);
    expect(headings.of(fix(20, -7.469, 112.431))).toBe(0);
  });

  it("adds small steps up, ignores an older fix, and forgets what lies too far back", () => {
    const headings = new Headings();
    headings.of(fix(0, -7.47, 112.43));
    expect(headings.of(fix(1, -7.47, 112.4301))).toBeNull();
    expect(headings.of(fix(2, -7.47, 112.4302))).toBe(90);
    expect(headings.of(fix(1, -7.48, 112.43))).toBe(90);
    expect(headings.of(fix(400, -7.48, 112.44))).toBeNull();
  });
});

it("units fade with the age of their position and keep shape and heading", () => {
  const units = [fix(0, -7.47, 112.43), makeUnit({ id: "u2", lat: null, lon: null })];
  const [fresh] = unitPoints(units, ms(10), () => 45).features;
  const [old] = unitPoints(units, ms(700), () => null).features;
  expect(fresh?.properties).toMatchObject({ icon: "unit-S", fade: 1, heading: 45 });
  expect(old?.properties).toMatchObject({ icon: "unit-S", fade: 0.45, heading: -1 });
  expect(unitPoints(units, ms(10), () => 45).features).toHaveLength(1);
});

it("draws the circle of uncertainty at its true size", () => {
  const centre = { lat: -7.47, lon: 112.43 };
  const [circle] = uncertainty({ ...centre, accuracy_m: 200 }).features;
  const radii = circle?.geometry.coordinates[0]?.map(([lon = 0, lat = 0]) => metresBetween(centre, { lat, lon })) ?? [];
  expect(Math.max(...radii.map((radius) => Math.abs(radius - 200)))).toBeLessThan(2);
});

it("finds no box where there is no area", () => {
  expect(boxOf({ type: "FeatureCollection", features: [] })).toBeNull();
});
