/**
 * A name that one window of this browser holds until it is closed or crashes. A browser without locks (a page that
 * came over plain HTTP) lets everyone hold everything.
 */
export function claim(name: string): Promise<boolean> {
  const { locks } = globalThis.navigator ?? {};
  if (!locks) return Promise.resolve(true);
  return new Promise((answer) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

/** Whether a claim keeps the others out; without locks nobody can tell a crashed window from one at work. */
export const claimsAreKept = (): boolean => globalThis.navigator?.locks !== undefined;
