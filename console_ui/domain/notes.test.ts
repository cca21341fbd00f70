import { describe, expect, it } from "vitest";
import { makeReport } from "../api/fixtures";
import { bodyOfNote, canSend, fieldsOf, hashIn, linkOf, memberOf, noteKinds, unverified } from "./notes";

const hash = "ab".repeat(32);
const wall = (local: string): string | null => (local === "" ? null : `${local}:00Z`);

describe("a note", () => {
  it("of a visit says whose words they are and for whom", () => {
    const note = { queue_number: " A-017 ", text: "Tiang miring", place: "Meri gang 2", rt: "02", name: "Sutini", behalf: "Mbah Karso", relation: "tetangga", card: "KTP", anonymous: "yes", secret: "" };
    expect(bodyOfNote("walk_in", note, "ref", wall)).toEqual({
      queue_number: "A-017",
      text: "Tiang miring",
      location: { text: "Meri gang 2", rt: "02" },
      reporter: { name: "Sutini" },
      on_behalf_of: { name: "Mbah Karso", relation: "tetangga" },
      identity: { kind: "KTP", seen: true },
      is_anonymous: true,
    });
  });
  it("of a finding proves what was seen and when", () => {
    const note = { url: "https://x.com/a/status/1", handle: "@a", seen_at: "2026-11-22T08:05", sha256: hash.toUpperCase(), picture: "tangkapan.png", vouched_by: "Rina" };
    expect(bodyOfNote("cyber_patrol", note, "ref", wall)).toEqual({
      source_url: "https://x.com/a/status/1",
      author_handle: "@a",
      captured_at: "2026-11-22T08:05:00Z",
      screenshot: { sha256: hash, filename: "tangkapan.png" },
      vouched_by: "Rina",
    });
  });
  it("that nothing else makes known again has a name of its own", () => {
    expect(bodyOfNote("walk_in", { text: "banjir" }, "ref", wall)).toEqual({ text: "banjir", client_ref: "ref" });
    expect(bodyOfNote("cyber_patrol", { text: "tawuran" }, "ref", wall)).toEqual({ text: "tawuran", client_ref: "ref" });
    expect(bodyOfNote("cyber_patrol", { sha256: hash }, "ref", wall)).toEqual({ screenshot: { sha256: hash } });
  });
  it("does not carry what belongs to the other kind", () => {
    expect(bodyOfNote("cyber_patrol", { text: "a", queue_number: "A-1", url: "https://b.id" }, "ref", wall)).toEqual({ text: "a", source_url: "https://b.id" });
  });
  it("can be sent with its words, its post or its picture alone, and not when it is empty", () => {
    expect(noteKinds.map((kind) => canSend(kind, { name: "Sutini", place: " ", text: " \n" }))).toEqual([false, false]);
    expect(canSend("walk_in", { text: "banjir" })).toBe(true);
    expect([canSend("cyber_patrol", { url: "x.com/1" }), canSend("cyber_patrol", { sha256: hash })]).toEqual([true, true]);
    expect(new Set(fieldsOf.walk_in).size).toBe(fieldsOf.walk_in.length);
  });
});

describe("a hash", () => {
  it.each([hash, hash.toUpperCase(), `sha256:${hash}`, `${hash}  tangkapan.png`, ` ${hash} *tangkapan.png`, hash.replaceAll(/(.{8})/g, "$1 ")])("is read from %s", (text) => {
    expect(hashIn(text)).toBe(hash);
  });
  it.each(["", "ab12", `${hash}0`, "g".repeat(64), "md5 tangkapan"])("is not in %s", (text) => {
    expect(hashIn(text)).toBeNull();
  });
});

it("findings that nobody has checked wait oldest first", () => {
  const at = (minute: number, flags: string[]) => makeReport({ id: String(minute), received_at: `2026-11-22T04:0${String(minute)}:00Z`, flags });
  const found = unverified([at(3, ["finding.unverified"]), at(1, ["finding.verified"]), at(2, ["finding.unverified"])]);
  expect(found.map(({ id }) => id)).toEqual(["2", "3"]);
});
it("what stands beside a report is read by its name, and only an address of the web is followed", () => {
  const report = makeReport({ extra: [{ name: "source_url", value: "https://b.id/1" }, { name: "platform", value: "" }] });
  expect([memberOf(report, "source_url"), memberOf(report, "platform"), memberOf(report, "other")]).toEqual(["https://b.id/1", null, null]);
  expect(["https://b.id/1", "javascript:alert(1)", "b.id", null].map(linkOf)).toEqual(["https://b.id/1", null, null, null]);
});
