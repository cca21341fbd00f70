/** What an incident's tasks and clocks mean to the room. Pure: the same answer for the row, the panel, the wall and the tests. */

import type { Clock, DueClock, Incident, Report, Task } from "../api/shapes";
import { isDone, standsBy } from "./standing";

const offered = new Set(["assigned", "delivered", "seen"]);
const accepted = new Set(["acknowledged", "unit_assigned", "en_route", "on_scene"]);

export const isOffered = (task: Task): boolean => offered.has(task.state);
export const isAccepted = (task: Task): boolean => accepted.has(task.state);
export const isLive = (task: Task): boolean => isOffered(task) || isAccepted(task);
export const isRefused = (task: Task): boolean => task.state === "declined" || task.state === "expired";

/** Refused tasks that nobody has taken over: those still need a decision. */
export function unreplaced(incident: Incident): Task[] {
  const replaced = new Set(incident.tasks.map((task) => task.replaces_task_id));
  return incident.tasks.filter(
    (task) =>
      isRefused(task) &&
      !replaced.has(task.id) &&
      !incident.tasks.some((other) => isLive(other) && other.service === task.service),
  );
}

/** The tasks worth a place in the row: refused without successor first, then what runs or is done, then who was passed over. */
export function shownTasks(incident: Incident): Task[] {
  const open = unreplaced(incident);
  const current = incident.tasks.filter((task) => isLive(task) || isDone(task));
  const past = incident.tasks.filter((task) => (isRefused(task) || task.state === "returned") && !open.includes(task));
  return [...open, ...current, ...past];
}

/** Nobody has been sent and nobody is being asked to go: who only stands by helps nobody yet. */
export function isUnattended(incident: Incident): boolean {
  return !incident.tasks.some((task) => !standsBy(task) && (isLive(task) || isDone(task)));
}

const isOpen = (clock: Clock): clock is DueClock =>
  clock.due_at !== null && clock.target_s !== null && clock.stopped_at === null && clock.verdict !== "void" && clock.verdict !== "met";

/** The time in which a person must have a report that waits. */
export const answerClock = (report: Report): DueClock | null => (report.clock && isOpen(report.clock) ? report.clock : null);

/** Clocks that somebody can still stop. Of an agency that was passed over nobody waits any more, though its breach stays on record. */
export function runningClocks(incident: Incident): DueClock[] {
  const open = unreplaced(incident);
  return incident.clocks.filter(isOpen).filter((clock) => {
    const task = clock.metric === "hand_over" ? incident.tasks.find(({ id }) => id === clock.scope_id) : undefined;
    return task === undefined || isOffered(task) || open.includes(task);
  });
}

/** Breaches of agencies that were passed over: who let the time run out, and who is asked instead. */
export function passedOver(incident: Incident): { clock: DueClock; successor: Task | null }[] {
  const running = runningClocks(incident);
  return incident.clocks
    .filter(isOpen)
    .filter((clock) => clock.verdict === "breached" && !running.includes(clock))
    .map((clock) => {
      const task = incident.tasks.find(({ id }) => id === clock.scope_id);
      return { clock, successor: incident.tasks.find((other) => isLive(other) && other.service === task?.service) ?? null };
    });
}

/** The clock of an order that waits for its answer. */
export function clockOf(incident: Incident, task: Task): DueClock | undefined {
  return runningClocks(incident).find((clock) => clock.metric === "hand_over" && clock.scope_id === task.id);
}

export const overdue_s = (clock: DueClock, now: number): number => (now - Date.parse(clock.due_at)) / 1000;

const isWhole = (clock: DueClock): boolean => clock.metric === "response" || clock.metric === "resolution";

/** The clock to show: past due before running, somebody's own step before the whole response, then what fell or falls due first. */
export function leadingClock(incident: Incident, now: number): DueClock | null {
  const rank = (clock: DueClock): [number, number, number] => {
    const past = overdue_s(clock, now) > 0;
    return [past ? 0 : 1, past && isWhole(clock) ? 1 : 0, Date.parse(clock.due_at)];
  };
  const ranked = runningClocks(incident).map((clock) => ({ clock, rank: rank(clock) }));
  ranked.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2]);
  return ranked[0]?.clock ?? null;
}

export function isBreached(incident: Incident, now: number): boolean {
  return runningClocks(incident).some((clock) => overdue_s(clock, now) > 0);
}

export type Stage = "calm" | "half" | "late" | "past";

/** How much of a clock is left, and the look that goes with it: amber from half, red from four fifths. */
export function stageOf(clock: DueClock, now: number): { left: number; remaining_s: number; stage: Stage } {
  const remaining_s = -overdue_s(clock, now);
  const left = clock.target_s > 0 ? Math.max(0, Math.min(1, remaining_s / clock.target_s)) : 0;
  const stage: Stage = remaining_s < 0 ? "past" : left <= 0.2 ? "late" : left <= 0.5 ? "half" : "calm";
  return { left, remaining_s, stage };
}

export type Step = "assign" | "replace" | "chase" | "hurry" | "wait" | "close";

/** The one thing to do next, and for whom. */
export function nextStep(incident: Incident, now: number): { step: Step; task: Task | null } {
  const refused = unreplaced(incident)[0];
  if (refused) return { step: "replace", task: refused };
  if (isUnattended(incident)) return { step: "assign", task: null };
  const late = incident.tasks.find((task) => isOffered(task) && lateToAnswer(incident, task, now));
  if (late) return { step: "chase", task: late };
  if (!incident.tasks.some(isLive)) return { step: "close", task: null };
  const coming = incident.tasks.find((task) => isAccepted(task) && !standsBy(task) && task.state !== "on_scene");
  const response = runningClocks(incident).find((clock) => clock.metric === "response");
  if (coming && response && overdue_s(response, now) > 0) return { step: "hurry", task: coming };
  return { step: "wait", task: incident.tasks.find(isOffered) ?? incident.tasks.find(isLive) ?? null };
}

function lateToAnswer(incident: Incident, task: Task, now: number): boolean {
  const clock = clockOf(incident, task);
  return clock !== undefined && overdue_s(clock, now) > 0;
}
