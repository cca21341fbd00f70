/** The layers of the console hold: every import points down, none goes round, and the domain knows no screen. */

import { describe, expect, it } from "vitest";

/** From the top; a layer may import what stands below it. Names on one line are siblings and do not know each other. */
const layers = [["app"], ["pages"], ["widgets"], ["domain"], ["live", "data"], ["api", "toolkit"]];
const depthOf = new Map(layers.flatMap((names, depth) => names.map((name) => [name, depth] as const)));

const generated = "api/types.ts";
const texts = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>(["../**/*.{ts,svelte}", "!../dist/**"], { query: "?raw", import: "default", eager: true }),
  )
    .map(([path, text]) => [new URL(path, "file:///app/").pathname.slice(1), text] as const)
    .filter(([path]) => path.includes("/") && path !== generated),
);

/** What the back end publishes may be read by a test, and by nothing that runs. */
const published = "tests/contract/";
interface Arrow {
  from: string;
  to: string;
  /** False for an import of types alone: nothing of it is left when the console runs. */
  runs: boolean;
}
function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}
const importing = /^\s*import\s+(type\s)?[^;]*?"(\.[^"]+)"|import\("(\.[^"]+)"\)/gm;
const arrows: Arrow[] = Object.entries(texts).flatMap(([from, text]) =>
  [...text.matchAll(importing)].map(([, type, fixed, late]) => ({
    from,
    to: resolve(from, fixed ?? late ?? ""),
    runs: type === undefined,
  })),
).filter(({ from, to }) => !(isTest(from) && to.startsWith(published)));

function resolve(from: string, specifier: string): string {
  const path = new URL(specifier, `file:///${from}`).pathname.slice(1);
  return [path, `${path}.ts`].find((name) => name in texts || name === generated) ?? path;
}

const layerOf = (path: string): string => path.split("/")[0] ?? "";
const roomOf = (path: string): string => path.split("/").slice(0, -1).join("/");
const say = ({ from, to }: Arrow): string => `${from} -> ${to}`;

/** One way round, if there is any: follow the arrows and see whether a name comes back. */
function circle(pairs: [string, string][]): string[] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of pairs) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const walk = (name: string, path: string[]): string[] => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const other of next.get(name) ?? []) {
      const found = walk(other, [...path, name]);
      if (found.length > 0) return found;
    }
    done.add(name);
    return [];
  };
  for (const name of next.keys()) {
    const found = walk(name, []);
    if (found.length > 0) return found;
  }
  return [];
}

describe("the layers", () => {
  it("hold every file", () => {
    expect(Object.keys(texts).length).toBeGreaterThan(80);
    expect(Object.keys(texts).filter((path) => !depthOf.has(layerOf(path)))).toEqual([]);
  });
  it("are imported downwards only", () => {
    const wrong = arrows.filter(({ from, to }) => {
      const [above, below] = [depthOf.get(layerOf(from)) ?? 0, depthOf.get(layerOf(to)) ?? -1];
      return layerOf(from) === layerOf(to) ? false : below <= above;
    });
    expect(wrong.map(say)).toEqual([]);
  });
  it("have pages that do not know each other", () => {
    const wrong = arrows.filter(({ from, to }) => layerOf(from) === "pages" && layerOf(to) === "pages" && roomOf(from) !== roomOf(to));
    expect(wrong.map(say)).toEqual([]);
  });
  it("have no circle, neither of files nor of folders", () => {
    expect(circle([["a", "b"], ["b", "c"], ["c", "b"]])).toEqual(["b", "c", "b"]);
    expect(circle(arrows.map(({ from, to }) => [from, to]))).toEqual([]);
    expect(circle(arrows.map(({ from, to }) => [roomOf(from), roomOf(to)]))).toEqual([]);
  });
});

describe("the domain", () => {
  const own = Object.entries(texts).filter(([path]) => layerOf(path) === "domain");
  it("is plain code: no component, no reactive state", () => {
    expect(own.map(([path]) => path).filter((path) => path.includes(".svelte"))).toEqual([]);
    const wrong = arrows.filter(({ from, to, runs }) => layerOf(from) === "domain" && to.includes(".svelte") && runs);
    expect(wrong.map(say)).toEqual([]);
  });
  it("touches neither page nor network", () => {
    const outside = /\b(document|window|localStorage|navigator|fetch|setTimeout|setInterval|Date\.now)\b/;
    expect(own.filter(([path, text]) => !isTest(path) && outside.test(text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ""))).map(([path]) => path)).toEqual([]);
  });
});

it("what decides is tested: the unit tests have at least 0.4 of the lines of domain, live and data", () => {
  const count = (keep: (path: string) => boolean): number =>
    Object.entries(texts)
      .filter(([path]) => keep(path))
      .reduce((sum, [, text]) => sum + text.split("\n").length, 0);
  const decides = (path: string): boolean => ["domain", "live", "data"].includes(layerOf(path));
  const share = count((path) => decides(path) && isTest(path)) / count((path) => decides(path) && !isTest(path));
  expect(share).toBeGreaterThanOrEqual(0.4);
});
