/** What is done from the panel at one press, without a form: about the incident that was on the screen at the press. */

import type { Incident, OverrideReason, Priority } from "../../api/shapes";
import { classify, getIncident } from "../../data/incidents";
import { assign, cancelTask } from "../../data/tasks";
import type { Standoff } from "../../domain/guarded";
import { attempt } from "../../domain/guarded";
import { t } from "../../toolkit/i18n.svelte";
import { agencyName } from "../names";
import { sayClass } from "./changes";
import { ownOrders } from "./own";
import { undo } from "./undo.svelte";

interface Press {
  act: "assign" | "classify";
  incident: Incident;
  /** In words, for whoever must choose between it and what a colleague did. */
  ours: string;
  send(incident: Incident, version: number | undefined): Promise<void>;
}
/** The proposal moves on after an order from here: the next press is meant for what it then shows. */
const ownStep_ms = 2000;

export class Ordering {
  /** The agency that is being asked. */
  busy = $state<string | null>(null);
  said = $state("");
  /** The press that a colleague's change stands against. */
  against = $state.raw<{ press: Press; standoff: Standoff } | null>(null);
  #given = 0;
  readonly #onfail: (cause: unknown, of: Incident) => void;

  constructor(onfail: (cause: unknown, of: Incident) => void) {
    this.#onfail = onfail;
  }

  async give(incident: Incident, agency_id: string, service: string | null, override?: OverrideReason): Promise<void> {
    // The same press twice is one order.
    if (this.busy === agency_id) return;
    this.busy = agency_id;
    const asked = t("assign.done", { agency: agencyName(agency_id) });
    const ours = `${t("assign")} ${agencyName(agency_id)}`;
    await this.#try({
      act: "assign",
      incident,
      ours,
      send: async ({ id }, version) => {
        const task = await assign({ id, version }, agency_id, service, override);
        ownOrders.add(task.id);
        this.#given = Date.now();
        this.said = asked;
        undo.offer(incident, asked, () => cancelTask(task.id, t("undo.reason")));
      },
    });
    this.busy = null;
  }
  async rank(incident: Incident, priority: Priority): Promise<void> {
    const { type } = incident;
    await this.#try({
      act: "classify",
      incident,
      ours: sayClass(type, priority),
      send: async ({ id }, version) => void (await classify({ id, version }, type, priority)),
    });
  }
  async #try(press: Press): Promise<void> {
    const { act, incident, send } = press;
    this.against = null;
    try {
      const found = await attempt({
        act,
        seen: [incident],
        own: ownOrders,
        send: ([version]) => send(incident, version),
        read: getIncident,
      });
      if ("standoff" in found) this.against = { press, standoff: found.standoff };
    } catch (cause) {
      this.#onfail(cause, incident);
    }
  }
  /** What the colleague did has been seen, and the press is meant all the same. */
  insist(): void {
    if (this.against === null) return;
    const { press, standoff } = this.against;
    void this.#try({ ...press, incident: standoff.now[0] ?? press.incident });
  }
  drop(): void {
    this.against = null;
  }
  justGiven(now: number): boolean {
    return now - this.#given < ownStep_ms;
  }
}
