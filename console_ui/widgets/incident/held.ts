/** Words of forms that were left before they were sent: they are there again when the form is. */

const kept = new Map<string, string>();

export const heldWords = (key: string): string => kept.get(key) ?? "";

export function holdWords(key: string, words: string): void {
  if (words === "") kept.delete(key);
  else kept.set(key, words);
}
