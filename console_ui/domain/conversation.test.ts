import { describe, expect, it } from "vitest";
import type { Words } from "../api/shapes";
import { inOrder, newOnes, readUntil, said } from "./conversation";

const words = (id: string, changes: Partial<Words> = {}): Words => ({
  id,
  kind: "report",
  at: `2026-11-22T05:0${id}:00Z`,
  recorded_at: `2026-11-22T05:0${id}:01Z`,
  by: "112",
  text: `kata ${id}`,
  channel: "112",
  question: null,
  event: null,
  agency_id: null,
  report_id: null,
  media: [],
  is_new: false,
  ...changes,
});
const change = words("2", { kind: "change", text: "", event: "task.assigned", is_new: true });

describe("the conversation", () => {
  it("leaves what was only changed to the history", () => {
    expect(said([words("1"), change]).map(({ id }) => id)).toEqual(["1"]);
    expect(said([words("1", { text: "" })])).toEqual([]);
  });
  it("counts as new what was said and not yet read", () => {
    expect(newOnes([words("1"), change, words("3", { is_new: true })]).map(({ id }) => id)).toEqual(["3"]);
  });
  it("is read until its newest word, by the time at which that was recorded", () => {
    expect(readUntil([words("3"), words("1")])).toBe("2026-11-22T05:03:01.000Z");
    expect(readUntil([change])).toBeNull();
  });
  it("shows the newest first on the screen and last on paper", () => {
    const items = [words("1"), words("3")];
    expect(inOrder(items, true).map(({ id }) => id)).toEqual(["3", "1"]);
    expect(inOrder(items, false).map(({ id }) => id)).toEqual(["1", "3"]);
  });
});
