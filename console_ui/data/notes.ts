/** What officers write down for others. */

import { post } from "../api/client";
import type { Report } from "../api/shapes";

const doors = { walk_in: "/channels/walk_in/reports", cyber_patrol: "/channels/cyber_patrol/findings" } as const;

export const sendNote = (kind: keyof typeof doors, body: Record<string, unknown>): Promise<Report> => post(doors[kind], body);
