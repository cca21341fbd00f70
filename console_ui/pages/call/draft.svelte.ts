/** The call in hand, as far as it is written down. It outlives the page, so nothing typed is ever lost by looking elsewhere. */

import type { Incident, NamedPlace, Place, Preview, Priority, Proposal, Report } from "../../api/shapes";
import { openIncident } from "../../data/incidents";
import { discard, link, previewReport, refer, sendReport } from "../../data/reports";
import { assumedPlace, bestProposal, wordsOf } from "../../domain/preview";
import { clock } from "../../toolkit/clock.svelte";
import { randomUuid } from "../../toolkit/uuid";
import { desk } from "../../widgets/desk/desk.svelte";

/** A place as the back end takes it: what is not known is left out. */
function told(place: Place): Place {
  const { lat, lon, accuracy_m, method, address } = place;
  return { lat, lon, accuracy_m, ...(method ? { method } : {}), ...(address ? { address } : {}) };
}

const longestWait_ms = 800;

class Draft {
  text = $state("");
  type = $state("");
  priority = $state("");
  place = $state.raw<Place | null>(null);
  placeText = $state("");
  /** The report as the back end keeps it, once it has one. */
  report = $state.raw<Report | null>(null);
  startedAt = $state<string | null>(null);
  /** What the words on the screen would be taken for, and the words that were judged. */
  preview = $state.raw<Preview | null>(null);
  /** The caller says that it is not there: a place named in the words is then no longer assumed. */
  placeRefused = $state(false);
  #judged = "";
  #judging: Promise<void> = Promise.resolve();
  #externalId = randomUuid();
  #savedText: string | null = null;

  get empty(): boolean {
    return this.text.trim() === "" && this.report === null && this.place === null;
  }

  get proposal(): Proposal | null {
    return bestProposal(this.preview, this.report);
  }
  get places(): NamedPlace[] {
    return this.preview?.places.length ? this.preview.places : (this.report?.places ?? []);
  }
  /** A place that was only named: it goes along unless somebody says otherwise. */
  get assumed(): Place | null {
    return this.place || this.placeRefused ? null : assumedPlace(this.preview);
  }

  /** Ask what the words mean so far. An answer that comes after the words have changed is thrown away. */
  judge(): Promise<void> {
    const words = wordsOf(this.report, this.text);
    const key = `${words} ${this.place?.lat ?? ""} ${this.place?.lon ?? ""}`;
    if (key !== this.#judged) {
      this.#judged = key;
      this.#judging = this.#ask(key, words);
    }
    return this.#judging;
  }

  async #ask(key: string, words: string): Promise<void> {
    // Without an answer the report itself is judged once it is kept, so nothing is lost but the early word.
    const found = words === "" ? null : await previewReport(words, this.place ? told(this.place) : null).catch(() => null);
    if (key === this.#judged) this.preview = found;
  }

  /** Typing the first letter is the moment the call was taken, when no telephone told us. */
  begin(): void {
    this.startedAt ??= clock.stamp();
  }

  take(report: Report): void {
    if (this.report?.id !== report.id) this.clear();
    this.report = report;
    this.#savedText = report.text;
    this.startedAt = report.answered_at ?? clock.stamp();
    this.place = report.location;
  }

  /** True when the words on the screen are also in the report that the back end has read. */
  get saved(): boolean {
    return this.report !== null && (this.text.trim() === "" || this.#savedText === this.text.trim());
  }

  /** Keep what was said and ask for the proposal. The same draft sent twice is the same report. */
  async save(): Promise<Report> {
    if (this.report) return this.report;
    this.begin();
    const started = this.startedAt ?? clock.stamp();
    const text = this.text.trim();
    const report = await sendReport({
      external_id: this.#externalId,
      text,
      received_at: started,
      answered_at: started,
      ...(this.place ? { location: told(this.place) } : {}),
    });
    this.report = report;
    this.#savedText = text;
    desk.take(report.id);
    return report;
  }

  async send(): Promise<Incident> {
    // The last words may not have been judged yet; a slow answer must not hold the sending up.
    if (!this.type) await Promise.race([this.judge(), new Promise((done) => setTimeout(done, longestWait_ms))]);
    const report = await this.save();
    const proposal = this.proposal ?? report.proposal;
    const type = this.type || proposal?.type || "unknown";
    const priority = this.priority ? (Number(this.priority) as Priority) : this.type ? undefined : proposal?.priority;
    const summary = this.text.trim() || report.text || "";
    const location = this.place ?? (this.placeRefused ? null : (report.location ?? this.assumed));
    const incident = await openIncident({
      report_id: report.id,
      type,
      ...(priority ? { priority } : {}),
      ...(summary ? { summary } : {}),
      ...(location ? { location: told(location) } : {}),
    });
    this.clear();
    return incident;
  }

  async linkTo(incident_id: string): Promise<void> {
    const report = await this.save();
    await link(report.id, incident_id);
    this.clear();
  }

  async throwAway(reason: string): Promise<void> {
    const report = await this.save();
    await discard(report.id, reason);
    this.clear();
  }

  async referTo(to: string, ticket: string): Promise<void> {
    const report = await this.save();
    await refer(report.id, to, ticket);
    this.clear();
  }

  clear(): void {
    this.text = "";
    this.type = "";
    this.priority = "";
    this.place = null;
    this.placeText = "";
    this.report = null;
    this.preview = null;
    this.placeRefused = false;
    this.#judged = "";
    this.startedAt = null;
    this.#savedText = null;
    this.#externalId = randomUuid();
    desk.take(null);
  }
}

export const draft = new Draft();
