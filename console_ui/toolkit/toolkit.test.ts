import { describe, expect, it } from "vitest";
import en from "./en.json";
import id from "./id.json";
import { dayOf, dayStart, instantOf, localOf, roughAge, span, wallTime, useZone, zoneName } from "./time";
import { randomUuid } from "./uuid";

describe("the catalogues", () => {
  it("say the same things in both languages", () => {
    expect(Object.keys(en)).toEqual(Object.keys(id));
  });
  it("fill in the same values in both languages", () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
    const differing = Object.keys(id).filter((key) => {
      const texts = [id[key as keyof typeof id], en[key as keyof typeof en]].map(holes);
      return texts[0]?.join() !== texts[1]?.join();
    });
    expect(differing).toEqual([]);
  });
  it("leave nothing empty", () => {
    expect(Object.values({ ...id, ...en }).every((text) => text.trim() !== "")).toBe(true);
  });
});

describe("times", () => {
  it("stand on the city's clock", () => {
    useZone("Asia/Jayapura");
    expect(wallTime("2026-11-22T17:30:05Z", true)).toBe("02:30:05");
    expect(dayStart("2026-11-23")).toBe("2026-11-22T15:00:00.000Z");
    expect(dayOf(Date.parse("2026-11-22T15:00:00Z"))).toBe("2026-11-23");
    expect(zoneName()).toBe("WIT");
  });
  it("follow when the city is known", () => {
    useZone("Asia/Jakarta");
    expect(zoneName()).toBe("WIB");
    expect(wallTime("2026-11-22T17:30:05Z", true)).toBe("00:30:05");
    expect(dayStart("2026-11-23")).toBe("2026-11-22T17:00:00.000Z");
  });
  it("are read from a form as they stand on the wall", () => {
    expect(instantOf("2026-11-23T00:05")).toBe("2026-11-22T17:05:00.000Z");
    expect(localOf(Date.parse("2026-11-22T17:05:59Z"))).toBe("2026-11-23T00:05");
    expect(["", "besok", "2026-13-01T00:00", "2026-11-23"].map(instantOf)).toEqual([null, null, null, null]);
  });
  it("count in minutes, then hours", () => {
    expect([span(75), span(3675), span(-5)]).toEqual(["01:15", "1:01:15", "00:00"]);
  });
  it("give ages in one unit", () => {
    const units = { s: "d", m: "m", h: "j" };
    expect([roughAge(4, units), roughAge(130, units), roughAge(7300, units)]).toEqual(["4 d", "2 m", "2 j"]);
  });
});

it("makes identifiers of version 4, no two alike", () => {
  const made = Array.from({ length: 50 }, randomUuid);
  expect(new Set(made).size).toBe(50);
  expect(made.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid))).toBe(true);
});
