/** Every text a person sees comes from the two catalogues, Indonesian first. */

import en from "./en.json";
import id from "./id.json";
import { remember, remembered } from "./remember";

export type Language = "id" | "en";
export type TextKey = keyof typeof id;
export type Values = Record<string, string | number | null | undefined>;

const catalogues: Record<Language, Record<TextKey, string>> = { id, en };
const kept = "tanggap.language";

class Tongue {
  current = $state<Language>(remembered(kept) === "en" ? "en" : "id");

  constructor() {
    this.#tell();
  }
  choose(language: Language): void {
    this.current = language;
    remember(kept, language);
    this.#tell();
  }
  #tell(): void {
    // The API client asks in the language of the page.
    if (globalThis.document) document.documentElement.lang = this.current;
  }
}

export const tongue = new Tongue();

export function fill(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function t(key: TextKey, values: Values = {}): string {
  return fill(catalogues[tongue.current][key], values);
}

/** A text for a code that the back end may extend; an unknown code is shown as it is rather than hidden. */
export function tCode(prefix: string, code: string | null | undefined): string {
  if (!code) return "–";
  const key = `${prefix}.${code}` as TextKey;
  return key in id ? t(key) : code.replaceAll("_", " ");
}

/** What can be said of casualties and danger, as the console has words for it. */
export const signCodes: readonly string[] = Object.keys(id)
  .filter((key) => key.startsWith("sign."))
  .map((key) => key.slice("sign.".length));

/** A code with its name in both languages, as the catalogue of the back end gives it. */
interface Labelled {
  code: string;
  label: { id: string; en: string };
}

export function labelOf(labels: Labelled[], code: string | null | undefined): string {
  if (!code) return "–";
  return labels.find((label) => label.code === code)?.label[tongue.current] ?? code.replaceAll("_", " ");
}
