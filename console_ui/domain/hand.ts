/**
 * What the hand at a desk holds: which incident was chosen, and which form of it is open. A key that acts reaches only
 * what somebody chose and saw; whatever colleagues close, merge or re-sort meanwhile.
 */

import type { Agency, Incident } from "../api/shapes";
import type { IncidentDeed, TaskDeed } from "./deeds";
import { taskFor } from "./deeds";

/** A form of its own, the list of further deeds, a deed, or an order's menu and deed. */
export type PanelForm =
  | "classify"
  | "locate"
  | "merge"
  | "close"
  | "more"
  | { deed: string }
  | { task: string; deed: string | null };

export interface Hand {
  chosenId: string | null;
  /** Shown because nobody has chosen anything yet: a key that acts must choose it first. */
  proposed: boolean;
  /** Always of the chosen incident. */
  form: PanelForm | null;
}
export const emptyHand: Hand = { chosenId: null, proposed: false, form: null };

/** What stands on the screen when the key is pressed. */
export interface Sight {
  /** The chosen incident as it was last seen, also when it has left the board. */
  chosen: Incident | null;
  gone: boolean;
  may(permission: string): boolean;
}

export type Wanted =
  | { verb: "assign"; agency: Agency | null }
  | { verb: "form"; form: "classify" | "locate" | "merge" | "close"; permission: string }
  | { verb: "priority"; priority: 1 | 2 | 3 | 4 | 5 }
  | { verb: "talk" }
  | { verb: "more" }
  | { verb: "deed"; deed: IncidentDeed }
  | { verb: "order"; n: number }
  | { verb: "task"; deed: TaskDeed; agency: Agency | null };

/** What is to be done at once, and to which incident. */
export type Act =
  | { verb: "assign"; incident_id: string; agency: Agency | null }
  | { verb: "priority"; incident_id: string; priority: 1 | 2 | 3 | 4 | 5 }
  | { verb: "talk"; incident_id: string };
export interface Pressed {
  hand: Hand;
  says: "gone" | "now_chosen" | "not_now" | null;
  act: Act | null;
}

/** Another incident in the hand is another matter: the form of the one before is not meant for it. */
export const choose = (hand: Hand, id: string | null): Hand =>
  hand.chosenId === id ? { ...hand, proposed: false } : { chosenId: id, proposed: false, form: null };

/** Show something while nothing was chosen; never in place of what somebody chose. */
export function propose(hand: Hand, id: string | null): Hand {
  if (hand.chosenId === id || (hand.chosenId !== null && !hand.proposed)) return hand;
  return { chosenId: id, proposed: id !== null, form: null };
}

/** The worst is shown to whoever has chosen nothing; a choice stays, also when it is closed elsewhere. */
export function settle(hand: Hand, order: readonly string[], open: ReadonlyMap<string, unknown>): Hand {
  const nothing = hand.chosenId === null || (hand.proposed && !open.has(hand.chosenId));
  return nothing ? propose(hand, order.find((id) => open.has(id)) ?? null) : hand;
}

export function step(hand: Hand, order: readonly string[], by: number): Hand {
  const at = hand.chosenId === null ? -1 : order.indexOf(hand.chosenId);
  const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
  return next === undefined ? hand : choose(hand, next);
}

const nothing = (hand: Hand, says: Pressed["says"] = null): Pressed => ({ hand, says, act: null });
const opened = (hand: Hand, form: PanelForm): Pressed => ({ hand: { ...hand, form }, says: null, act: null });

/** What a key or a word does. The first press on a mere proposal chooses it, and says so. */
export function press(hand: Hand, wanted: Wanted, sight: Sight): Pressed {
  const { chosen } = sight;
  if (chosen === null || chosen.id !== hand.chosenId || !sight.may(permissionOf(wanted))) return nothing(hand);
  if (hand.proposed) return sight.gone ? nothing(hand, "gone") : nothing(choose(hand, chosen.id), "now_chosen");
  if (wanted.verb === "deed") {
    return wanted.deed.offered(chosen, sight.gone) ? opened(hand, { deed: wanted.deed.id }) : nothing(hand, "not_now");
  }
  if (wanted.verb === "more") return opened(hand, "more");
  if (sight.gone) return nothing(hand, "gone");
  return pressOpen(hand, wanted, chosen);
}

function pressOpen(hand: Hand, wanted: Exclude<Wanted, { verb: "deed" | "more" }>, chosen: Incident): Pressed {
  switch (wanted.verb) {
    case "form":
      return opened(hand, wanted.form);
    case "order": {
      const task = chosen.tasks[wanted.n];
      return task ? opened(hand, { task: task.id, deed: null }) : nothing(hand);
    }
    case "task": {
      const task = taskFor(wanted.deed, chosen, wanted.agency);
      return task ? opened(hand, { task: task.id, deed: wanted.deed.id }) : nothing(hand, "not_now");
    }
    case "assign":
      return { hand, says: null, act: { verb: "assign", incident_id: chosen.id, agency: wanted.agency } };
    case "priority":
      return { hand, says: null, act: { verb: "priority", incident_id: chosen.id, priority: wanted.priority } };
    case "talk":
      return { hand, says: null, act: { verb: "talk", incident_id: chosen.id } };
  }
}

function permissionOf(wanted: Wanted): string {
  switch (wanted.verb) {
    case "assign":
      return "task.assign";
    case "priority":
      return "incident.change";
    case "form":
      return wanted.permission;
    case "deed":
    case "task":
      return wanted.deed.permission;
    default:
      return "incident.read";
  }
}

const unread_ms = 400;

/**
 * What a key would do at this moment. A line that was replaced a blink ago has not been read yet: a key pressed now was
 * meant for the one before. The first line of an incident was looked at when the incident was.
 */
export class Watched {
  #of = "";
  #line = "";
  #since = Number.NEGATIVE_INFINITY;

  see(of: string, line: string, now: number): void {
    if (line === "") return;
    if (of !== this.#of || this.#line === "") this.#since = Number.NEGATIVE_INFINITY;
    else if (line !== this.#line) this.#since = now;
    this.#of = of;
    this.#line = line;
  }
  isRead(now: number): boolean {
    return now - this.#since >= unread_ms;
  }
}
