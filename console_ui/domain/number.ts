/** Incident numbers as people say them across the room: ABC-26-000005 is "#5". */

export function ordinalOf(number: string): number | null {
  const digits = /(\d+)$/.exec(number)?.[1];
  return digits === undefined ? null : Number(digits);
}

export const shortNumber = (number: string): string => `#${ordinalOf(number) ?? number}`;
