/** A handful of pages needs no router library: the path is the state. */

import type { Path } from "./paths";
import { knownPath } from "./paths";

class Router {
  path = $state<Path | null>(knownPath(location.pathname));

  constructor() {
    window.addEventListener("popstate", () => (this.path = knownPath(location.pathname)));
  }
  go(path: Path): void {
    if (location.pathname !== path) history.pushState(null, "", path);
    this.path = path;
  }
}

export const router = new Router();

/** For plain left clicks on links; every other click keeps the browser's own meaning. */
export function follow(event: MouseEvent, path: Path): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  router.go(path);
}
