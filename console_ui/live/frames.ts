/**
 * The frames of the board's socket. Their shapes are generated from `tests/contract/frames.json` at build time, as those
 * of the API are from the OpenAPI document; so is the list of sections.
 */

import type { components } from "../api/frame_types";
import { sectionNameValues } from "../api/frame_types";
import type { Incident, Report } from "../api/shapes";

type Frames = components["schemas"];
type Sent = Required<Frames["SnapshotFrame"]["sections"]>;
/** Items that the console calls by narrower shapes of its own. */
interface Narrower {
  incidents: Incident;
  reports: Report;
}

/** What the console speaks. A page that was loaded before an upgrade speaks the one before, which the server still does. */
export const protocol: Frames["HelloFrame"]["protocol"] = 2;

export type SectionName = Frames["SectionName"];
export const sectionNames: readonly SectionName[] = sectionNameValues;
export type Sections = { [N in SectionName]: N extends keyof Narrower ? Narrower[N] : Sent[N][number]["item"] };
export type AnyItem = Sections[SectionName];

export interface Keyed<Item> {
  key: string;
  item: Item;
}
export type Change = Keyed<AnyItem | null> & { section: SectionName };
export type HelloFrame = Frames["HelloFrame"];
export type SnapshotFrame = Omit<Frames["SnapshotFrame"], "sections"> & {
  sections: { [N in SectionName]?: Keyed<Sections[N]>[] };
};
/** Carries the last sequence of the log it contains; what moves without a fact, such as a unit on its way, repeats the one before. */
export type DeltaFrame = Omit<Frames["DeltaFrame"], "changes"> & { changes: Change[] };
export type ServerFrame = HelloFrame | SnapshotFrame | DeltaFrame | Frames["ResultFrame" | "ErrorFrame" | "PingFrame"];
export type ClientFrame = Frames["ClientFrame"];

/** Read one frame; anything that is not one is no reason to lose the picture. */
export function readFrame(text: string): ServerFrame | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value ? (value as ServerFrame) : null;
  } catch {
    return null;
  }
}
