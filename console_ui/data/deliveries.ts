/** Notices that no channel of an agency took: somebody calls, or they are sent again. */

import { post } from "../api/client";

export const settleNotice = (id: string, note: string): Promise<unknown> => post(`/deliveries/${id}/settle`, { note });

export const resendNotice = (id: string): Promise<unknown> => post(`/deliveries/${id}/resend`, {});
