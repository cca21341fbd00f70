/** The supervisors' intervals. */

import { get } from "../api/client";
import type { ResponseTimes } from "../api/shapes";

export interface Filter {
  since: string;
  until: string;
  agency_id: string;
  type: string;
  priority: string;
  group_by: "agency" | "type" | "priority" | "none" | "day" | "week";
}

export const getResponseTimes = (filter: Filter): Promise<ResponseTimes> => get("/response-times", { ...filter });
