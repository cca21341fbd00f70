/** How many requests wait for the centre's answer, so that the bar can say "sending". */

import { whenTraffic } from "../api/client";

class Traffic {
  waiting = $state(0);
}

export const traffic = new Traffic();
whenTraffic((waiting) => (traffic.waiting = waiting));
