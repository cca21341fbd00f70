/** Which pages a person of each role may open, their own first. */

import type { Role } from "../api/shapes";
import type { Path } from "../toolkit/paths";

const visits: Partial<Record<Role, readonly [Path, ...Path[]]>> = {
  call_taker: ["/terima", "/papan", "/catat", "/dinding"],
  dispatcher: ["/papan", "/terima", "/catat", "/laporan-waktu", "/dinding"],
  administrator: ["/papan", "/terima", "/catat", "/laporan-waktu", "/dinding"],
  supervisor: ["/laporan-waktu", "/papan", "/terima", "/catat", "/dinding"],
  agency: ["/instansi"],
};

export const pagesOf = (role: Role | null | undefined): readonly Path[] => (role && visits[role]) ?? [];

export const homeOf = (role: Role | null | undefined): Path => pagesOf(role)[0] ?? "/masuk";

/** Where a person who asks for `wanted` is shown in. */
export function shownPage(role: Role | null | undefined, wanted: Path | null): Path {
  return wanted !== null && pagesOf(role).includes(wanted) ? wanted : homeOf(role);
}
