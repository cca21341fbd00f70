/** Where the pages stand. The path is the whole state of the router. */

export const paths = ["/masuk", "/papan", "/terima", "/catat", "/instansi", "/laporan-waktu", "/dinding"] as const;
export type Path = (typeof paths)[number];

export function knownPath(path: string): Path | null {
  return (paths as readonly string[]).includes(path) ? (path as Path) : null;
}
