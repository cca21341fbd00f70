/** This phone's answers, kept through a dead spot and a closed browser. */

import type { Problem } from "../../api/problem";
import type { Task } from "../../api/shapes";
import type { TaskVerb } from "../../data/tasks";
import { tellTask } from "../../data/tasks";
import type { Waiting } from "../../domain/waiting";
import { flush, undo_ms } from "../../domain/waiting";
import { clock } from "../../toolkit/clock.svelte";
import { remember, remembered } from "../../toolkit/remember";
import { randomUuid } from "../../toolkit/uuid";

const kept = "tanggap.answers";

function stored(): Waiting[] {
  try {
    return JSON.parse(remembered(kept) ?? "[]") as Waiting[];
  } catch {
    return [];
  }
}

class Answers {
  waiting = $state.raw<Waiting[]>(stored());
  problem = $state.raw<Problem | null>(null);
  /** Orders as the centre gave them back, by id. */
  confirmed = $state.raw<Record<string, Task>>({});
  #sending = false;

  of(task_id: string): Waiting[] {
    return this.waiting.filter((entry) => entry.task_id === task_id);
  }

  async give(task_id: string, verb: TaskVerb, body: Record<string, unknown> = {}): Promise<void> {
    const ends = verb === "progress" && body["state"] === "completed";
    const entry: Waiting = {
      id: randomUuid(),
      task_id,
      verb,
      body: { ...body, at: clock.stamp() },
      ...(ends ? { heldUntil: Date.now() + undo_ms } : {}),
    };
    this.#write([...this.waiting, entry]);
    await this.flush();
  }

  /** What may still be taken back of an order's answers. */
  held(task_id: string): Waiting | undefined {
    return this.waiting.find((entry) => entry.task_id === task_id && (entry.heldUntil ?? 0) > clock.local);
  }
  takeBack(entry: Waiting): void {
    this.#write(this.waiting.filter(({ id }) => id !== entry.id));
  }

  async flush(): Promise<void> {
    if (this.#sending || this.waiting.length === 0) return;
    this.#sending = true;
    try {
      const outcome = await flush({ read: () => this.waiting, write: (entries) => this.#write(entries) }, this.#tell, Date.now());
      const refused = outcome.refused.find(({ entry }) => entry.verb !== "seen");
      if (refused) this.problem = refused.problem;
    } finally {
      this.#sending = false;
    }
  }

  readonly #tell = async (task_id: string, verb: TaskVerb, body: Record<string, unknown>): Promise<void> => {
    const task = await tellTask(task_id, verb, body);
    this.confirmed = { ...this.confirmed, [task_id]: task };
  };

  #write(entries: Waiting[]): void {
    this.waiting = entries;
    remember(kept, JSON.stringify(entries));
  }
}

export const answers = new Answers();
