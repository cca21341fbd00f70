/** Dark for the room, light for paper-white offices. */

const remembered = "tanggap.theme";

class Theme {
  current = $state<"dark" | "light">(localStorage.getItem(remembered) === "light" ? "light" : "dark");

  constructor() {
    this.#show();
  }
  toggle(): void {
    this.current = this.current === "dark" ? "light" : "dark";
    localStorage.setItem(remembered, this.current);
    this.#show();
  }
  #show(): void {
    document.documentElement.dataset["theme"] = this.current;
  }
}

export const theme = new Theme();
