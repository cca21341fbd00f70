/** The call in hand, as far as it is written down. It outlives the page, so nothing typed is ever lost by looking elsewhere. */

import type { Incident, Place, Priority, Report } from "../api/types";
import { discard, link, sendReport } from "../data/reports";
import { openIncident } from "../data/incidents";
import { clock } from "../shared/clock.svelte";
import { randomUuid } from "../shared/uuid";
import { desk } from "./desk.svelte";

/** A place as the back end takes it: what is not known is left out. */
function told(place: Place): Place {
  const { lat, lon, accuracy_m, method, address } = place;
  return { lat, lon, accuracy_m, ...(method ? { method } : {}), ...(address ? { address } : {}) };
}

class Draft {
  text = $state("");
  type = $state("");
  priority = $state("");
  place = $state.raw<Place | null>(null);
  placeText = $state("");
  /** The report as the back end keeps it, once it has one. */
  report = $state.raw<Report | null>(null);
  startedAt = $state<string | null>(null);
  #externalId = randomUuid();
  #savedText: string | null = null;

  get empty(): boolean {
    return this.text.trim() === "" && this.report === null && this.place === null;
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
    const report = await this.save();
    const type = this.type || report.proposal?.type || "unknown";
    const priority = this.priority ? (Number(this.priority) as Priority) : this.type ? undefined : report.proposal?.priority;
    const summary = this.text.trim() || report.text || "";
    const location = this.place ?? report.location;
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

  clear(): void {
    this.text = "";
    this.type = "";
    this.priority = "";
    this.place = null;
    this.placeText = "";
    this.report = null;
    this.startedAt = null;
    this.#savedText = null;
    this.#externalId = randomUuid();
    desk.take(null);
  }
}

export const draft = new Draft();
