/** The catalogue of words against the lists that the back end publishes: nothing stands raw on the screen. */

import { expect, it } from "vitest";
import events from "../../tests/contract/events.json";
import en from "../toolkit/en.json";
import id from "../toolkit/id.json";

/** What the centre itself says, language by language. */
const rooms = import.meta.glob<Record<string, string>>("../../routing/messages/*.json", { import: "default", eager: true });
const room = (language: string): object => rooms[`../../routing/messages/${language}.json`] ?? {};

const labelled = (texts: object): string[] =>
  Object.keys(texts)
    .filter((key) => key.startsWith("event."))
    .map((key) => key.slice("event.".length))
    .sort();

it("every kind of event has its label in both languages, and no label is without an event", () => {
  const kinds = Object.keys(events).sort();
  expect(labelled(id)).toEqual(kinds);
  expect(labelled(en)).toEqual(kinds);
});

it.each([[id, room("id")], [en, room("en")]])("casualties and danger are called at the desk what the centre calls them", (ours, theirs) => {
  const signs = (texts: object) => Object.entries(texts).filter(([key]) => key.startsWith("sign."));
  expect(signs(theirs).length).toBeGreaterThan(30);
  expect(Object.fromEntries(signs(ours))).toEqual(Object.fromEntries(signs(theirs)));
});
