/** The live picture: sections as keyed maps, changed by snapshots and deltas only. Plain code, so it can be tested without a browser. */

import type { AnyItem, DeltaFrame, Keyed, SectionName, Sections, SnapshotFrame } from "./frames";
import { sectionNames } from "./frames";

export type Picture = { [N in SectionName]: Map<string, Sections[N]> };

export function emptyPicture(make: () => Map<string, never> = () => new Map<string, never>()): Picture {
  const made = Object.fromEntries(sectionNames.map((name) => [name, make()]));
  return made as unknown as Picture;
}

function isSection(name: string): name is SectionName {
  return (sectionNames as readonly string[]).includes(name);
}

/** Replace what the snapshot names; keep entries that stay, so that rows on the screen are not built anew. */
export function applySnapshot(picture: Picture, frame: SnapshotFrame): void {
  for (const [name, entries] of Object.entries(frame.sections)) {
    if (!isSection(name)) continue;
    const section = picture[name] as Map<string, AnyItem>;
    const fresh = new Map((entries as Keyed<AnyItem>[]).map(({ key, item }) => [key, item]));
    for (const key of [...section.keys()]) if (!fresh.has(key)) section.delete(key);
    for (const [key, item] of fresh) section.set(key, item);
  }
}

export function applyDelta(picture: Picture, frame: DeltaFrame): void {
  for (const change of frame.changes) {
    if (!isSection(change.section)) continue;
    const section = picture[change.section] as Map<string, AnyItem>;
    if (change.item === null) section.delete(change.key);
    else section.set(change.key, change.item);
  }
}
