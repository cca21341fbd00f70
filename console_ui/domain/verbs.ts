/** Where a person finds each thing that can be done at a desk: its page or panel, its key, its word for the command line. */

import { incidentDeeds, taskDeeds } from "./deeds";

export interface Verb {
  operation: string;
  permission: string;
  /** The component that shows it. */
  place: string;
  key: string;
  /** A word of the board's command line; the other pages have none, there the key and the button lead. */
  command: string | null;
}

const forms: Verb[] = [
  { operation: "POST /incidents/{incident_id}/classify", permission: "incident.change", place: "widgets/incident/ClassifyForm", key: "c", command: "klasifikasi" },
  { operation: "POST /incidents/{incident_id}/locate", permission: "incident.change", place: "widgets/incident/LocateForm", key: "t", command: "tempat" },
  { operation: "POST /incidents/{incident_id}/merge", permission: "incident.close", place: "widgets/incident/MergeForm", key: "g", command: "gabung" },
  { operation: "POST /incidents/{incident_id}/close", permission: "incident.close", place: "widgets/incident/CloseForm", key: "x", command: "tutup" },
  { operation: "PUT /incidents/{incident_id}/seen", permission: "incident.read", place: "widgets/incident/Conversation", key: "Enter", command: "pesan" },
  { operation: "POST /tasks", permission: "task.assign", place: "widgets/incident/PlanProposal", key: "a", command: "tugaskan" },
];

const calls: Verb[] = [
  { operation: "POST /incidents", permission: "incident.open", place: "pages/call/CallForm", key: "Ctrl+Enter", command: null },
  { operation: "POST /reports", permission: "report.create", place: "pages/call/CallForm", key: "Enter", command: null },
  { operation: "POST /reports/caller", permission: "report.handle", place: "pages/call/EarlierCalls", key: "F2", command: null },
  { operation: "POST /reports/proposal", permission: "report.handle", place: "pages/call/CallForm", key: "Enter", command: null },
  { operation: "PATCH /reports/{report_id}", permission: "report.handle", place: "pages/call/CallForm", key: "Enter", command: null },
  { operation: "POST /reports/{report_id}/answer", permission: "report.handle", place: "pages/call/CallQueue", key: "F2", command: null },
  { operation: "POST /reports/{report_id}/claim", permission: "report.handle", place: "pages/call/CallQueue", key: "F2", command: null },
  { operation: "POST /reports/{report_id}/verify", permission: "report.handle", place: "pages/call/CallerBar", key: "Ctrl+U", command: null },
  { operation: "POST /reports/{report_id}/dial", permission: "report.see_reporter", place: "pages/call/CallerBar", key: "Ctrl+B", command: null },
  { operation: "POST /reports/{report_id}/tell", permission: "report.handle", place: "pages/call/WriteForm", key: "Ctrl+M", command: null },
  { operation: "POST /reports/{report_id}/release", permission: "report.handle", place: "pages/call/CallForm", key: "F6", command: null },
  { operation: "POST /reports/{report_id}/discard", permission: "report.handle", place: "pages/call/CallForm", key: "F8", command: null },
  { operation: "POST /reports/{report_id}/link", permission: "report.handle", place: "pages/call/CallForm", key: "F4", command: null },
  { operation: "POST /reports/{report_id}/refer", permission: "report.handle", place: "pages/call/CallForm", key: "F9", command: null },
  { operation: "POST /reports/{report_id}/restore", permission: "report.handle", place: "pages/call/CallForm", key: "Ctrl+Z", command: null },
  { operation: "POST /reports/{report_id}/unlink", permission: "report.handle", place: "widgets/incident/Conversation", key: "Ctrl+Z", command: null },
  { operation: "POST /call-backs/{call_back_id}/dial", permission: "report.see_reporter", place: "pages/call/MissedCalls", key: "F10", command: null },
  { operation: "POST /call-backs/{call_back_id}/text", permission: "call_back.settle", place: "pages/call/MissedCalls", key: "F10", command: null },
  { operation: "POST /call-backs/{call_back_id}/done", permission: "call_back.settle", place: "pages/call/MissedCalls", key: "F10", command: null },
  { operation: "POST /raw-messages/{message_id}/settle", permission: "raw_message.settle", place: "pages/call/CallQueue", key: "Tab", command: null },
  { operation: "POST /deliveries/{delivery_id}/resend", permission: "delivery.settle", place: "pages/board/Undelivered", key: "Tab", command: null },
  { operation: "POST /deliveries/{delivery_id}/settle", permission: "delivery.settle", place: "pages/board/Undelivered", key: "Tab", command: null },
  { operation: "POST /tasks/{task_id}/seen", permission: "task.answer", place: "pages/agency/AgencyPage", key: "Tab", command: null },
];

const notes: Verb[] = [
  { operation: "POST /channels/walk_in/reports", permission: "report.create", place: "pages/notes/NoteForm", key: "Ctrl+Enter", command: null },
  { operation: "POST /channels/cyber_patrol/findings", permission: "report.create", place: "pages/notes/NoteForm", key: "Ctrl+Enter", command: null },
];

export const verbs: readonly Verb[] = [
  ...forms,
  ...incidentDeeds.map((deed) => ({
    operation: `POST /incidents/{incident_id}/${deed.path}`,
    permission: deed.permission,
    place: "widgets/incident/IncidentDeeds",
    key: deed.key,
    command: deed.commands[0] ?? "",
  })),
  ...taskDeeds.map((deed) => ({
    operation: `POST /tasks/{task_id}/${deed.path}`,
    permission: deed.permission,
    place: "widgets/incident/TaskList",
    key: `1-9 ${deed.key}`,
    command: deed.commands[0] ?? "",
  })),
  ...calls,
  ...notes,
];
