/** Whatever a desk may do by the API, a person finds in the console: with its place, its key and its command. */

import { describe, expect, it } from "vitest";
import openapi from "../../tests/contract/openapi.json";
import { readCommand } from "../domain/command";
import { incidentDeeds, taskDeeds } from "../domain/deeds";
import { verbs } from "../domain/verbs";
import en from "../toolkit/en.json";
import id from "../toolkit/id.json";

/** The nouns that people at the desks and at the agencies work with. */
const nouns = ["incidents", "tasks", "reports", "call-backs", "raw-messages", "deliveries"];
/** The channels on which a person of the city writes himself; the others are spoken by machines. */
const written = ["/api/v1/channels/walk_in/", "/api/v1/channels/cyber_patrol/"];
const writing = ["post", "put", "patch", "delete"];
const operations = Object.entries(openapi.paths)
  .filter(([path]) => nouns.includes(path.split("/")[3] ?? "") || written.some((channel) => path.startsWith(channel)))
  .flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => writing.includes(method))
      .map((method) => `${method.toUpperCase()} ${path.replace("/api/v1", "")}`),
  );
const components = Object.keys(import.meta.glob("../**/*.svelte")).map((path) => path.replace("../", "").replace(".svelte", ""));
const map = Object.values(
  import.meta.glob<string>("../../dispatch/access/permission_map.py", { query: "?raw", import: "default", eager: true }),
).join("");
const permissions = [...map.matchAll(/^ {4}"([a-z_]+\.[a-z_]+)":/gm)].map(([, name]) => name ?? "");
/** What a desk does with those nouns; what it only reads needs no verb. */
const deskPermissions = permissions.filter(
  (name) => /^(report|raw_message|call_back|incident|task|delivery)\./.test(name) && !/\.(read|see_reporter)$/.test(name),
);

describe("the verbs of the console", () => {
  it("are those of the API, and no operation is without one", () => {
    expect(operations.length).toBeGreaterThan(40);
    expect(operations.filter((operation) => !verbs.some((verb) => verb.operation === operation))).toEqual([]);
    expect(verbs.filter(({ operation }) => !operations.includes(operation))).toEqual([]);
  });
  it("use every permission of the map that lets a desk act, and none that the map lacks", () => {
    expect(deskPermissions.length).toBeGreaterThan(12);
    expect(deskPermissions.filter((name) => !verbs.some(({ permission }) => permission === name))).toEqual([]);
    expect(verbs.filter(({ permission }) => !permissions.includes(permission))).toEqual([]);
  });
  it.each(verbs)("$operation has its place and its key", ({ place, key }) => {
    expect(components).toContain(place);
    expect(key).not.toBe("");
  });
  it.each(verbs.filter(({ command }) => command !== null))("$operation is said on the command line by $command", ({ command }) => {
    const agencies = [{ id: "damkar", name: "Damkar", short_name: "Damkar", services: [], phone: null, channels: [], active: true, online: true }];
    const meant = readCommand(`${command} damkar`, agencies, []);
    expect(["form", "deed", "task", "assign"]).toContain(meant?.verb);
  });
  it("share no key and no word where both could be meant", () => {
    const board = ["j", "k", "a", "c", "t", "g", "x", "p", "P", "r", "m", "z", "/", "?", ".", "D"];
    const keys = [...board, ...incidentDeeds.map(({ key }) => key)];
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(taskDeeds.map(({ key }) => key)).size).toBe(taskDeeds.length);
    const words = [...incidentDeeds, ...taskDeeds].flatMap(({ commands }) => commands);
    expect(new Set(words).size).toBe(words.length);
  });
  it.each([...incidentDeeds, ...taskDeeds])("$id is named in both languages, and so is what it asks for", (deed) => {
    for (const texts of [id, en]) {
      expect(texts).toHaveProperty([`deed.${deed.id}`]);
      for (const { name } of deed.fields) expect(texts).toHaveProperty([`field.${name}`]);
    }
  });
});
