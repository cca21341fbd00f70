/** The words of the trade, from the back end, kept for the whole session. */

import { get } from "../api/client";
import type { Catalogue, Channel, ResponsePlan } from "../api/shapes";
import { labelOf, tCode, tongue } from "../toolkit/i18n.svelte";

class Words {
  all = $state.raw<Catalogue>({
    types: [],
    decline_causes: [],
    dispositions: [],
    discard_reasons: [],
    services: [],
    metrics: [],
  });
  #plans = $state.raw<ResponsePlan[]>([]);
  #channels = $state.raw<Channel[]>([]);
  #loaded = false;

  async load(): Promise<void> {
    if (this.#loaded) return;
    this.all = await get<Catalogue>("/catalogue");
    this.#loaded = true;
    this.#channels = await get<Channel[]>("/channels");
    this.#plans = (await get<{ items: ResponsePlan[] }>("/response-plans")).items;
  }
  /** What to ask the caller about this type; the run card for the plain case before those for a flood. */
  questions(type: string, priority: number): string[] {
    const fitting = this.#plans.filter((plan) => plan.type === type && plan.priority_min <= priority && priority <= plan.priority_max);
    return (fitting.find((plan) => plan.flood_states.length === 0) ?? fitting[0])?.checklist ?? [];
  }
  /** A way in by its own name; what stands for several of them, such as 112, has its name here. */
  channel(code: string | null | undefined): string {
    const found = this.#channels.find(({ name, reports }) => name === code || (reports.length === 1 && reports[0] === code));
    return found ? found.label[tongue.current] : tCode("channel", code);
  }
  type(code: string | null | undefined): string {
    return labelOf(this.all.types, code);
  }
  service(code: string | null | undefined): string {
    return labelOf(this.all.services, code);
  }
  cause(code: string | null | undefined): string {
    return labelOf(this.all.decline_causes, code);
  }
  metric(code: string | null | undefined): string {
    return labelOf(this.all.metrics, code);
  }
  disposition(code: string | null | undefined): string {
    return labelOf(this.all.dispositions, code);
  }
}

export const words = new Words();
