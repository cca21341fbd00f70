/** A call in hand: the document, and what the centre makes of its words so far. */

import type { Problem } from "../../api/problem";
import type { NamedPlace, Place, Preview, Proposal, Report } from "../../api/shapes";
import { previewReport } from "../../data/reports";
import type { Call } from "../../domain/call";
import { fullWords, isBlank, isSafe, owesWords } from "../../domain/call";
import { assumedPlace, bestProposal } from "../../domain/preview";
import { picture } from "../../live/board.svelte";
import { clock } from "../../toolkit/clock.svelte";

/** A place as the back end takes it: what is not known is left out. */
export function told(place: Place): Place {
  const { lat, lon, accuracy_m, method, address } = place;
  return { lat, lon, accuracy_m, ...(method ? { method } : {}), ...(address ? { address } : {}) };
}

export class OpenCall {
  readonly id: string;
  doc: Call = $state() as Call;
  /** What the words on the screen would be taken for. */
  preview = $state.raw<Preview | null>(null);
  /** Why the centre did not take what was decided. */
  problem = $state.raw<Problem | null>(null);
  /** The report as it was when it was taken; the board may know it better. */
  taken = $state.raw<Report | null>(null);
  busy = $state(false);
  /** It was in this person's hand: whoever has it now has taken it over. */
  held = $state(false);
  #judged = "";
  #judging: Promise<void> = Promise.resolve();

  constructor(doc: Call) {
    this.id = doc.id;
    this.doc = doc;
  }

  get report(): Report | null {
    return (this.doc.report_id === null ? null : picture.reports.get(this.doc.report_id)) ?? this.taken;
  }
  get blank(): boolean {
    return isBlank(this.doc);
  }
  get safe(): boolean {
    return isSafe(this.doc);
  }
  get owes(): boolean {
    return owesWords(this.doc);
  }
  get proposal(): Proposal | null {
    return bestProposal(this.preview, this.report);
  }
  get places(): NamedPlace[] {
    return this.preview?.places.length ? this.preview.places : (this.report?.places ?? []);
  }
  /** A place that was only named: it goes along unless somebody says otherwise. */
  get assumed(): Place | null {
    return this.doc.place || this.doc.placeRefused ? null : assumedPlace(this.preview);
  }

  /** Typing the first letter is the moment the call was taken, when no telephone told us. */
  begin(): void {
    this.doc.startedAt ??= clock.stamp();
  }
  change(changes: Partial<Call>): void {
    Object.assign(this.doc, changes);
  }

  /** Ask what the words mean so far. An answer that comes after the words have changed is thrown away. */
  judge(): Promise<void> {
    const words = fullWords(this.doc);
    const { place } = this.doc;
    const key = `${words} ${place?.lat ?? ""} ${place?.lon ?? ""}`;
    if (key !== this.#judged) {
      this.#judged = key;
      this.#judging = this.#ask(key, words, place ? told(place) : null);
    }
    return this.#judging;
  }
  async #ask(key: string, words: string, place: Place | null): Promise<void> {
    // Without an answer the report itself is judged once it is kept, so nothing is lost but the early word.
    const found = words === "" ? null : await previewReport(words, place).catch(() => null);
    if (key === this.#judged) this.preview = found;
  }

  /** Write down what the form shows as proposed, so that it is the same whenever it is sent. */
  settle(): void {
    const { doc, proposal } = this;
    const proposed = proposal ?? this.report?.proposal ?? null;
    if (doc.priority === "" && doc.type === "" && proposed) doc.priority = String(proposed.priority);
    doc.type ||= proposed?.type ?? "unknown";
    // The words as they are now name a place better than those from which the report was made.
    if (!doc.placeRefused) doc.place ??= this.assumed ?? this.report?.location ?? null;
  }
}
