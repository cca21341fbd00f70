/**
 * The socket to the board: subscribes after the last sequence it knows, comes back by itself, and says how old the picture is.
 * It owns no picture: frames go to the listener, in order, and never one that is older than what was already given.
 */

import { backoff } from "./backoff";
import type { ClientFrame, DeltaFrame, HelloFrame, ServerFrame, SnapshotFrame } from "./frames";
import { protocol, readFrame } from "./frames";

export type Link = "connecting" | "live" | "lost";

export interface SocketLike {
  send(data: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}
export interface Listener {
  onLink(link: Link): void;
  /** Some frame came; a frame that tells how far the log is says so. */
  onHeard(at_ms: number, seq: number | null): void;
  onHello(frame: HelloFrame): void;
  onSnapshot(frame: SnapshotFrame): void;
  onDelta(frame: DeltaFrame): void;
  onRefused(): void;
}
export interface Surroundings {
  open(): SocketLike;
  now(): number;
  later(run: () => void, ms: number): number;
  cancel(handle: number): void;
}

const refusedCodes = new Set([4401, 4403, 1008]);

export class Connection {
  #socket: SocketLike | null = null;
  #seq: number | null = null;
  #attempt = 0;
  #nextId = 1;
  #heard = 0;
  #heartbeat_ms = 10_000;
  #retry: number | null = null;
  #watch: number | null = null;
  #stopped = true;

  readonly #listener: Listener;
  readonly #around: Surroundings;

  constructor(listener: Listener, around: Surroundings) {
    this.#listener = listener;
    this.#around = around;
  }

  get sequence(): number | null {
    return this.#seq;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#seq = null;
    this.#attempt = 0;
  }

  /** Try now instead of waiting for the timer: the network came back, or a person asked. */
  knock(): void {
    if (this.#stopped || this.#socket !== null) return;
    this.#clearTimers();
    this.#open();
  }

  /** Ask for the whole picture again. */
  refetch(): void {
    this.#send({ type: "snapshot", id: this.#nextId++ });
  }

  #open(): void {
    this.#listener.onLink("connecting");
    const socket = this.#around.open();
    this.#socket = socket;
    this.#heard = this.#around.now();
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(String(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
    this.#guard();
  }

  #lost(code: number): void {
    this.#socket = null;
    this.#clearTimers();
    if (this.#stopped) return;
    this.#listener.onLink("lost");
    if (refusedCodes.has(code)) {
      this.#listener.onRefused();
      return;
    }
    this.#retry = this.#around.later(() => this.#open(), backoff(this.#attempt++));
  }

  /** A socket can be dead without saying so: three silent heartbeats and we open another. */
  #guard(): void {
    this.#watch = this.#around.later(() => {
      if (this.#around.now() - this.#heard > this.#heartbeat_ms * 3) {
        this.#drop();
      } else this.#guard();
    }, this.#heartbeat_ms);
  }

  /** Leave a socket that is of no use and come back later. */
  #drop(): void {
    const socket = this.#socket;
    this.#lost(1006);
    socket?.close();
  }

  #receive(text: string): void {
    const frame = readFrame(text);
    if (frame === null) return;
    this.#heard = this.#around.now();
    this.#listener.onHeard(this.#heard, "seq" in frame ? frame.seq : null);
    this.#take(frame);
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case "hello":
        // For the moment of an upgrade the other server may be older: its snapshots cannot be read here, so knock again.
        if (frame.protocol !== protocol) {
          this.#drop();
          break;
        }
        this.#heartbeat_ms = Math.max(1, frame.heartbeat_s) * 1000;
        this.#listener.onHello(frame);
        this.#send({ type: "subscribe", id: this.#nextId++, after: this.#seq, sections: null });
        break;
      case "snapshot":
        this.#seq = frame.seq;
        this.#arrived();
        this.#listener.onSnapshot(frame);
        break;
      case "delta":
        this.#takeDelta(frame);
        break;
      case "result":
        this.#arrived();
        break;
      case "ping":
        this.#send({ type: "pong" });
        break;
      case "error":
        // What we asked for cannot be continued (the gap is too wide, the sequence unknown): take the whole picture.
        if (this.#seq !== null) {
          this.#seq = null;
          this.refetch();
        }
        break;
    }
  }

  #takeDelta(frame: DeltaFrame): void {
    if (this.#seq === null) {
      this.refetch();
      return;
    }
    if (frame.seq < this.#seq) return;
    this.#seq = frame.seq;
    this.#arrived();
    this.#listener.onDelta(frame);
  }

  #arrived(): void {
    this.#attempt = 0;
    this.#listener.onLink("live");
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #clearTimers(): void {
    if (this.#retry !== null) this.#around.cancel(this.#retry);
    if (this.#watch !== null) this.#around.cancel(this.#watch);
    this.#retry = null;
    this.#watch = null;
  }
}
