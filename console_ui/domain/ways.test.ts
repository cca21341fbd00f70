import { expect, it } from "vitest";
import type { WayOfCity } from "../api/shapes";
import { countsByState, nameOf, worstFirst } from "./ways";

const way = (name: string, state: WayOfCity["state"]): WayOfCity => ({
  direction: "in",
  name,
  state,
  users: 0,
  last_at: null,
  missing: [],
  error: null,
});
const ways = [way("api", "on"), way("sms", "silent"), way("x", "off"), way("cti", "on"), way("telegram-reply", "failing")];

it("what fails stands first, what is off last, and equals keep their order", () => {
  expect(worstFirst(ways).map(({ name }) => name)).toEqual(["telegram-reply", "sms", "api", "cti", "x"]);
});
it("counts are those of states that somebody is in", () => {
  expect(countsByState(ways)).toEqual([["failing", 1], ["silent", 1], ["on", 2], ["off", 1]]);
  expect(countsByState([])).toEqual([]);
});
it("a way back is called after its channel", () => {
  expect(nameOf(way("telegram-reply", "on"))).toEqual({ channel: "telegram", isReply: true });
  expect(nameOf(way("cyber_patrol", "on"))).toEqual({ channel: "cyber_patrol", isReply: false });
});
