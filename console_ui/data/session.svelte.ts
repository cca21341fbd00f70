/** Who sits here, and what they may do. */

import { get, post, remove, whenSignedOut } from "../api/client";
import { asProblem } from "../api/problem";
import type { Person, Role, Session } from "../api/types";
import { leaveBoard } from "../live/board.svelte";
import type { Path } from "../shared/router.svelte";

const homes: Record<Role, Path> = {
  call_taker: "/terima",
  dispatcher: "/papan",
  administrator: "/papan",
  supervisor: "/laporan-waktu",
  agency: "/instansi",
};
const visits: Record<Role, Path[]> = {
  call_taker: ["/terima", "/papan", "/dinding"],
  dispatcher: ["/papan", "/terima", "/laporan-waktu", "/dinding"],
  administrator: ["/papan", "/terima", "/laporan-waktu", "/dinding"],
  supervisor: ["/laporan-waktu", "/papan", "/terima", "/dinding"],
  agency: ["/instansi"],
};

class CurrentSession {
  person = $state<Person | null>(null);
  permissions = $state<string[]>([]);
  asked = $state(false);

  get home(): Path {
    return this.person ? homes[this.person.role] : "/masuk";
  }
  get pages(): Path[] {
    return this.person ? visits[this.person.role] : [];
  }
  may(verb: string): boolean {
    return this.permissions.includes(verb);
  }

  async resume(): Promise<void> {
    try {
      this.#take(await get<Session>("/sessions/current"));
    } catch (cause) {
      // A centre that cannot be reached says nothing about who sits here.
      if (!asProblem(cause).unreachable) this.#drop();
    } finally {
      this.asked = true;
    }
  }
  async signIn(username: string, password: string): Promise<void> {
    await post("/sessions", { username, password });
    this.#take(await get<Session>("/sessions/current"));
  }
  async signOut(): Promise<void> {
    try {
      await remove("/sessions/current");
    } finally {
      this.#drop();
    }
  }
  forget(): void {
    this.#drop();
  }
  #take(session: Session): void {
    this.person = session.person;
    this.permissions = session.permissions;
  }
  #drop(): void {
    leaveBoard();
    this.person = null;
    this.permissions = [];
  }
}

export const session = new CurrentSession();
whenSignedOut(() => session.forget());
