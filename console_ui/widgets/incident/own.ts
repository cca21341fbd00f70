/** Orders that were given at this desk: they surprise nobody who sits here. */

export const ownOrders = new Set<string>();
