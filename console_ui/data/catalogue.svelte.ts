/** The words of the trade, from the back end, kept for the whole session. */

import { get } from "../api/client";
import type { Catalogue } from "../api/types";
import { labelOf } from "../shared/i18n.svelte";

class Words {
  all = $state.raw<Catalogue>({
    types: [],
    decline_causes: [],
    dispositions: [],
    discard_reasons: [],
    services: [],
    metrics: [],
  });
  #loaded = false;

  async load(): Promise<void> {
    if (this.#loaded) return;
    this.all = await get<Catalogue>("/catalogue");
    this.#loaded = true;
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
