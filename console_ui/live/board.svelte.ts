/** The one live picture of this browser window. Components read it; only the connection writes it. */

import { SvelteMap } from "svelte/reactivity";
import { clock } from "../toolkit/clock.svelte";
import type { Link, SocketLike } from "./connection";
import { Connection } from "./connection";
import { protocol } from "./frames";
import type { Picture } from "./picture";
import { applyDelta, applySnapshot, emptyPicture } from "./picture";

export const picture: Picture = emptyPicture(() => new SvelteMap<string, never>());

const silent_s = 4;

class BoardState {
  link = $state<Link>("connecting");
  heardAt = $state<number | null>(null);
  /** How far the log of the centre is: also what changes nothing on the board moves it. */
  seq = $state(0);
  complete = $state(false);
  refused = $state(false);

  /** Whole seconds since the last word from the server. */
  get age_s(): number | null {
    return this.heardAt === null ? null : Math.max(0, Math.floor((clock.local - this.heardAt) / 1000));
  }
  /** A server that says nothing for two heartbeats may be frozen: whoever looks must know within five seconds. */
  get old(): boolean {
    return this.link !== "live" || (this.age_s ?? 0) >= silent_s;
  }
}

export const board = new BoardState();

function openSocket(): SocketLike {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const query = `lang=${document.documentElement.lang || "id"}&protocol=${protocol}`;
  return new WebSocket(`${scheme}://${location.host}/api/v1/board?${query}`) as unknown as SocketLike;
}

const connection = new Connection(
  {
    onLink: (link) => (board.link = link),
    onHeard: (at_ms, seq) => {
      board.heardAt = at_ms;
      if (seq !== null) board.seq = seq;
    },
    onHello: (frame) => {
      clock.agree(frame.server_time);
      board.refused = false;
    },
    onSnapshot: (frame) => {
      applySnapshot(picture, frame);
      board.complete = true;
    },
    onDelta: (frame) => applyDelta(picture, frame),
    onRefused: () => (board.refused = true),
  },
  {
    open: openSocket,
    now: () => Date.now(),
    later: (run, ms) => window.setTimeout(run, ms),
    cancel: (handle) => window.clearTimeout(handle),
  },
);

const knock = (): void => connection.knock();

export function watchBoard(): void {
  connection.start();
  window.addEventListener("online", knock);
}

export function leaveBoard(): void {
  window.removeEventListener("online", knock);
  connection.stop();
  for (const section of Object.values(picture)) section.clear();
  board.complete = false;
  board.heardAt = null;
}
