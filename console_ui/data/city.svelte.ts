/** Which city this is, asked once before anything is shown. */

import { get } from "../api/client";
import type { City } from "../api/shapes";
import { useZone } from "../toolkit/time";

class Here {
  name = $state("");
  neighbours = $state.raw<string[]>([]);

  async load(): Promise<void> {
    const found = await get<City>("/city");
    this.name = found.name;
    this.neighbours = found.neighbours;
    useZone(found.time_zone);
  }
}

export const city = new Here();
