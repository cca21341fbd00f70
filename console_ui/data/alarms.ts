/** Alarms: whoever says that he is at one quiets it for a while; only what it asks for ends it. */

import { post } from "../api/client";

export const takeAlarm = (id: string): Promise<unknown> => post(`/alarms/${id}/take`, {});
