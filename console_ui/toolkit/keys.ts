/** Single-letter keys work only while nobody is typing. */

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["button", "checkbox", "radio", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export type KeyTable = Partial<Record<string, () => void>>;

/** Run the table's entry for a plain key press. Enter on a button or link stays theirs. */
export function handleKey(event: KeyboardEvent, table: KeyTable): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const action = table[event.key];
  if (!action) return;
  if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.closest("button, a, summary")) return;
  event.preventDefault();
  action();
}
