/** Six pages need no router library: the path is the state. */

export const paths = ["/masuk", "/papan", "/terima", "/instansi", "/laporan-waktu", "/dinding"] as const;
export type Path = (typeof paths)[number];

function known(path: string): Path | null {
  return (paths as readonly string[]).includes(path) ? (path as Path) : null;
}

class Router {
  path = $state<Path | null>(known(location.pathname));

  constructor() {
    window.addEventListener("popstate", () => (this.path = known(location.pathname)));
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
