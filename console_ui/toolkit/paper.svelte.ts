/** What goes to the printer: made when somebody prints, gone afterwards. */

import { flushSync, tick } from "svelte";

export type PaperKind = "board" | "incident" | "shift";

class Paper {
  kind = $state<PaperKind | null>(null);

  async print(kind: PaperKind): Promise<void> {
    this.kind = kind;
    await tick();
    window.print();
  }
  /** The browser's own print command gets the page's usual paper. */
  before(usual: PaperKind): void {
    if (this.kind === null) flushSync(() => (this.kind = usual));
  }
  after(): void {
    this.kind = null;
  }
}

export const paper = new Paper();
