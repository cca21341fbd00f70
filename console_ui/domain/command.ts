/** The command line: a verb and what it is about. It only reads; the page does. */

import type { Agency, Incident, Priority } from "../api/shapes";
import type { IncidentDeed, TaskDeed } from "./deeds";
import { incidentDeeds, taskDeeds } from "./deeds";
import { ordinalOf } from "./number";

export type Command =
  | { verb: "go"; incident: Incident }
  | { verb: "assign"; agency: Agency }
  | { verb: "priority"; priority: Priority }
  | { verb: "form"; form: "classify" | "locate" | "merge" | "close" | "talk" }
  | { verb: "deed"; deed: IncidentDeed }
  | { verb: "task"; deed: TaskDeed; agency: Agency | null }
  | { verb: "drill"; type: string }
  | { verb: "filter"; text: string };

const assignWords = new Set(["tugaskan", "tugas", "assign"]);
const drillWords = new Set(["latihan", "drill"]);
const forms: Readonly<Record<string, "classify" | "locate" | "merge" | "close" | "talk">> = {
  klasifikasi: "classify",
  classify: "classify",
  tempat: "locate",
  locate: "locate",
  gabung: "merge",
  merge: "merge",
  tutup: "close",
  close: "close",
  pesan: "talk",
  words: "talk",
};

export function findAgency(agencies: Iterable<Agency>, name: string): Agency | null {
  const wanted = name.trim().toLowerCase();
  if (!wanted) return null;
  const all = [...agencies].filter((agency) => agency.active);
  return (
    all.find((agency) => agency.id.toLowerCase() === wanted || agency.short_name.toLowerCase() === wanted) ??
    all.find((agency) => agency.short_name.toLowerCase().startsWith(wanted)) ??
    all.find((agency) => agency.name.toLowerCase().includes(wanted)) ??
    null
  );
}

export function readCommand(line: string, agencies: Iterable<Agency>, incidents: Iterable<Incident>): Command | null {
  const text = line.trim();
  if (!text) return null;
  const [first = "", ...others] = text.split(/\s+/);
  const word = first.toLowerCase();
  const rest = others.join(" ");
  if (assignWords.has(word)) {
    const agency = findAgency(agencies, rest);
    return agency ? { verb: "assign", agency } : null;
  }
  const form = forms[word];
  if (form) return { verb: "form", form };
  if (drillWords.has(word)) return rest ? { verb: "drill", type: rest } : null;
  const deed = incidentDeeds.find(({ commands }) => commands.includes(word));
  if (deed) return { verb: "deed", deed };
  const order = taskDeeds.find(({ commands }) => commands.includes(word));
  if (order) return { verb: "task", deed: order, agency: findAgency(agencies, rest) };
  const priority = /^p([1-5])$/.exec(word)?.[1];
  if (priority) return { verb: "priority", priority: Number(priority) as Priority };
  const ordinal = /^#?(\d+)$/.exec(text)?.[1];
  const byNumber = ordinal ? [...incidents].find((incident) => ordinalOf(incident.number) === Number(ordinal)) : null;
  return byNumber ? { verb: "go", incident: byNumber } : { verb: "filter", text };
}

export function matches(incident: Incident, filter: string, typeLabel: string): boolean {
  if (!filter) return true;
  const heap = [
    incident.number,
    typeLabel,
    incident.summary,
    incident.location?.address,
    incident.area?.name,
    ...incident.tasks.map((task) => task.agency_name),
  ];
  const wanted = filter.toLowerCase();
  return heap.some((text) => text?.toLowerCase().includes(wanted));
}
