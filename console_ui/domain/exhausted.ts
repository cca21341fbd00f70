/** Services for which nobody is left to ask: a person must find another way. */

const flag = "candidates_exhausted:";

interface Flagged {
  id: string;
  number: string;
  priority: number;
  flags: string[];
}
export interface Exhausted {
  id: string;
  number: string;
  service: string;
}

export function exhaustedOf(incidents: Flagged[]): Exhausted[] {
  return [...incidents]
    .sort((a, b) => a.priority - b.priority || a.number.localeCompare(b.number))
    .flatMap(({ id, number, flags }) =>
      flags.filter((one) => one.startsWith(flag)).map((one) => ({ id, number, service: one.slice(flag.length) })),
    );
}
