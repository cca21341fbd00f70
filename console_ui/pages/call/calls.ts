/** The calls of this window. */

import { session } from "../../data/session.svelte";
import { claim, claimsAreKept } from "../../toolkit/claim";
import { clock } from "../../toolkit/clock.svelte";
import { forget, names, remember, remembered } from "../../toolkit/remember";
import { randomUuid } from "../../toolkit/uuid";
import { Calls } from "./call_store.svelte";
import { centre } from "./centre";

export type { Done } from "./call_store.svelte";
export { undo_ms } from "./call_store.svelte";

export const calls = new Calls({
  centre,
  store: { names, read: remembered, write: remember, forget },
  claim,
  claimsAreKept,
  person: () => session.person,
  newId: randomUuid,
  stamp: () => clock.stamp(),
});
window.addEventListener("online", () => calls.reconcile());
