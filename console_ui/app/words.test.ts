/** The catalogue of words against the lists that the back end publishes: nothing stands raw on the screen. */

import { expect, it } from "vitest";
import events from "../../tests/contract/events.json";
import en from "../toolkit/en.json";
import id from "../toolkit/id.json";

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
