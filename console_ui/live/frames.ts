/** The frames of the board's socket. */

import type { Agency, Attention, CallBack, Gauge, Incident, Report, Undelivered, Unit } from "../api/shapes";

export interface Sections {
  incidents: Incident;
  reports: Report;
  units: Unit;
  agencies: Agency;
  gauges: Gauge;
  call_backs: CallBack;
  attention: Attention;
  undelivered: Undelivered;
}
export type SectionName = keyof Sections;
export type AnyItem = Sections[SectionName];

export const sectionNames: SectionName[] = [
  "incidents",
  "reports",
  "units",
  "agencies",
  "gauges",
  "call_backs",
  "attention",
  "undelivered",
];

export interface Change {
  section: string;
  key: string;
  item: AnyItem | null;
}
export interface HelloFrame {
  type: "hello";
  protocol: number;
  server_time: string;
  sections: string[];
  heartbeat_s: number;
}
export interface SnapshotFrame {
  type: "snapshot";
  seq: number;
  at: string;
  sections: Partial<{ [N in SectionName]: Sections[N][] }>;
  /** How many there are, by section, where the snapshot holds only the newest of them. */
  totals?: Record<string, number> | null;
}
/** Carries the last sequence of the log it contains; what moves without a fact, such as a unit on its way, repeats the one before. */
export interface DeltaFrame {
  type: "delta";
  seq: number;
  at: string;
  changes: Change[];
}
export type ServerFrame =
  | HelloFrame
  | SnapshotFrame
  | DeltaFrame
  | { type: "result"; id: number; ok: boolean }
  | { type: "error"; id?: number; code: string; title?: string; detail?: string }
  | { type: "ping"; seq: number; server_time: string };

export type ClientFrame =
  | { type: "subscribe"; id: number; after: number | null; sections: string[] | null }
  | { type: "snapshot"; id: number }
  | { type: "pong" };

/** Read one frame; anything that is not one is no reason to lose the picture. */
export function readFrame(text: string): ServerFrame | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value ? (value as ServerFrame) : null;
  } catch {
    return null;
  }
}
