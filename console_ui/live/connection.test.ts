import { describe, expect, it } from "vitest";
import { backoff } from "./backoff";
import type { SocketLike } from "./connection";
import { Connection } from "./connection";
import type { DeltaFrame, SnapshotFrame } from "./frames";

class FakeSocket implements SocketLike {
  sent: unknown[] = [];
  closed = false;
  onopen: ((event: never) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }
  close(): void {
    this.closed = true;
  }
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code = 1006): void {
    this.onclose?.({ code });
  }
}

/** A room with a hand-wound clock and sockets that do what the test says. */
function room() {
  let now = 0;
  let timers: { at: number; run: () => void; id: number }[] = [];
  let nextTimer = 1;
  const sockets: FakeSocket[] = [];
  const heard = { links: [] as string[], snapshots: [] as SnapshotFrame[], deltas: [] as DeltaFrame[], refused: 0 };
  const connection = new Connection(
    {
      onLink: (link) => heard.links.push(link),
      onHeard: () => undefined,
      onHello: () => undefined,
      onSnapshot: (frame) => heard.snapshots.push(frame),
      onDelta: (frame) => heard.deltas.push(frame),
      onRefused: () => (heard.refused += 1),
    },
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      now: () => now,
      later: (run, ms) => {
        timers.push({ at: now + ms, run, id: nextTimer });
        return nextTimer++;
      },
      cancel: (id) => (timers = timers.filter((timer) => timer.id !== id)),
    },
  );
  const pass = (ms: number): void => {
    const end = now + ms;
    for (;;) {
      const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      now = due.at;
      timers = timers.filter((timer) => timer !== due);
      due.run();
    }
    now = end;
  };
  const socket = (): FakeSocket => {
    const last = sockets.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  };
  return { connection, heard, pass, socket, sockets };
}

const hello = { type: "hello", protocol: 2, server_time: "2026-11-22T10:00:00Z", sections: [], heartbeat_s: 5 };
const snapshot = (seq: number) => ({ type: "snapshot", seq, at: "", sections: {} });
const delta = (seq: number) => ({ type: "delta", seq, at: "", changes: [] });

describe("the connection", () => {
  it("subscribes for the whole picture first", () => {
    const { connection, heard, socket } = room();
    connection.start();
    socket().say(hello);
    expect(socket().sent).toEqual([{ type: "subscribe", id: 1, after: null, sections: null }]);
    socket().say(snapshot(10));
    expect(heard.snapshots).toHaveLength(1);
    expect(heard.links.at(-1)).toBe("live");
  });

  it("comes back after its last sequence", () => {
    const { connection, heard, pass, socket, sockets } = room();
    connection.start();
    socket().say(hello);
    socket().say(snapshot(10));
    socket().say(delta(12));
    socket().drop();
    expect(heard.links.at(-1)).toBe("lost");
    pass(1000);
    expect(sockets).toHaveLength(2);
    socket().say(hello);
    expect(socket().sent).toEqual([expect.objectContaining({ type: "subscribe", after: 12 })]);
  });

  it("drops a delta that it already has", () => {
    const { connection, heard, socket } = room();
    connection.start();
    socket().say(hello);
    socket().say(snapshot(10));
    socket().say(delta(9));
    socket().say(delta(11));
    expect(heard.deltas.map((frame) => frame.seq)).toEqual([11]);
  });

  it("applies what moves without a fact: a delta that repeats the last sequence, also right after the picture", () => {
    const { connection, heard, socket } = room();
    connection.start();
    socket().say(hello);
    socket().say(snapshot(10));
    socket().say(delta(10));
    socket().say(delta(11));
    socket().say(delta(11));
    expect(heard.deltas.map((frame) => frame.seq)).toEqual([10, 11, 11]);
    expect(connection.sequence).toBe(11);
  });

  it("knocks again at a server that speaks another protocol, and takes nothing from it", () => {
    const { connection, heard, pass, socket, sockets } = room();
    connection.start();
    socket().say({ ...hello, protocol: 1 });
    expect(socket().sent).toEqual([]);
    expect(socket().closed).toBe(true);
    expect(heard.links.at(-1)).toBe("lost");
    pass(1000);
    expect(sockets).toHaveLength(2);
    socket().say(hello);
    socket().say(snapshot(10));
    expect(heard.links.at(-1)).toBe("live");
  });

  it("asks for the picture when deltas come before it", () => {
    const { connection, heard, socket } = room();
    connection.start();
    socket().say(hello);
    socket().say(delta(11));
    expect(heard.deltas).toHaveLength(0);
    expect(socket().sent.at(-1)).toMatchObject({ type: "snapshot" });
  });

  it("answers a life sign", () => {
    const { connection, socket } = room();
    connection.start();
    socket().say(hello);
    socket().say({ type: "ping", seq: 3, server_time: "" });
    expect(socket().sent.at(-1)).toEqual({ type: "pong" });
  });

  it("opens another socket when one has died in silence", () => {
    const { connection, heard, pass, socket, sockets } = room();
    connection.start();
    const first = socket();
    first.say(hello);
    first.say(snapshot(1));
    pass(60_000);
    expect(first.closed).toBe(true);
    expect(heard.links).toContain("lost");
    expect(sockets.length).toBeGreaterThan(1);
  });

  it("stops knocking when it is refused, and says so", () => {
    const { connection, heard, pass, socket, sockets } = room();
    connection.start();
    socket().drop(4401);
    pass(60_000);
    expect(heard.refused).toBe(1);
    expect(sockets).toHaveLength(1);
  });

  it("does not knock after it was told to stop", () => {
    const { connection, pass, sockets } = room();
    connection.start();
    connection.stop();
    pass(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("survives what is no frame", () => {
    const { connection, heard, socket } = room();
    connection.start();
    socket().onmessage?.({ data: "{broken" });
    socket().say(snapshot(1));
    expect(heard.snapshots).toHaveLength(1);
  });
});

describe("backoff", () => {
  it("doubles up to its cap and is never zero", () => {
    expect([0, 1, 2, 20].map((attempt) => backoff(attempt, () => 1))).toEqual([400, 800, 1600, 15_000]);
    expect(backoff(0, () => 0)).toBe(200);
  });
});
