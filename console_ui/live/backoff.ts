/** How long to wait before the next attempt: doubling, capped, and spread so that a whole room does not knock at once. */
export function backoff(attempt: number, random: () => number = Math.random, base_ms = 400, cap_ms = 15_000): number {
  const ceiling = Math.min(cap_ms, base_ms * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
