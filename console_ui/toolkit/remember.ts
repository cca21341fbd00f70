/** What this browser keeps between visits. A browser that keeps nothing (full, or forbidden) must not stop the work. */

export function remembered(name: string): string | null {
  try {
    return globalThis.localStorage?.getItem(name) ?? null;
  } catch {
    return null;
  }
}

/** Whether it was kept. */
export function remember(name: string, value: string): boolean {
  try {
    if (!globalThis.localStorage) return false;
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string): void {
  try {
    globalThis.localStorage?.removeItem(name);
  } catch {
    // What could not be kept need not be removed.
  }
}

/** What is kept under names that begin so. */
export function names(prefix: string): string[] {
  try {
    return Object.keys(globalThis.localStorage ?? {}).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}
