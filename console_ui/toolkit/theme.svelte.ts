/** Dark for the room, light for paper-white offices. */

import { remember, remembered } from "./remember";

const kept = "tanggap.theme";

class Theme {
  current = $state<"dark" | "light">(remembered(kept) === "light" ? "light" : "dark");

  constructor() {
    this.#show();
  }
  toggle(): void {
    this.current = this.current === "dark" ? "light" : "dark";
    remember(kept, this.current);
    this.#show();
  }
  #show(): void {
    document.documentElement.dataset["theme"] = this.current;
  }
}

export const theme = new Theme();
