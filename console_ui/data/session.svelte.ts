/** Who sits here, and what they may do. */

import { get, post, remove, whenSignedOut } from "../api/client";
import { asProblem } from "../api/problem";
import type { Person, Session } from "../api/shapes";

/** How long to wait before a centre that did not answer is asked again who sits here. */
const again_ms = 2000;

class CurrentSession {
  person = $state<Person | null>(null);
  permissions = $state<string[]>([]);
  asked = $state(false);
  /** The centre does not say who sits here, and is asked again until it does. */
  silent = $state(false);

  may(verb: string): boolean {
    return this.permissions.includes(verb);
  }

  async resume(): Promise<void> {
    try {
      this.#take(await get<Session>("/sessions/current"));
    } catch (cause) {
      // A centre that cannot be reached says nothing about who sits here: nobody is signed out by it.
      if (asProblem(cause).unreachable) {
        this.silent = !this.asked;
        if (this.silent) setTimeout(() => void this.resume(), again_ms);
        return;
      }
      this.#drop();
    }
    this.asked = true;
    this.silent = false;
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
    this.person = null;
    this.permissions = [];
  }
}

export const session = new CurrentSession();
whenSignedOut(() => session.forget());
