/** Every text a person sees comes from the two catalogues, Indonesian first. */

import { speak } from "../api/client";
import type { Label } from "../api/types";
import en from "./en.json";
import id from "./id.json";

export type Language = "id" | "en";
export type TextKey = keyof typeof id;
export type Values = Record<string, string | number | null | undefined>;

const catalogues: Record<Language, Record<TextKey, string>> = { id, en };
const remembered = "tanggap.language";

class Tongue {
  current = $state<Language>(localStorage.getItem(remembered) === "en" ? "en" : "id");

  constructor() {
    this.#tell();
  }
  choose(language: Language): void {
    this.current = language;
    localStorage.setItem(remembered, language);
    this.#tell();
  }
  #tell(): void {
    document.documentElement.lang = this.current;
    speak(this.current);
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

export function labelOf(labels: Label[], code: string | null | undefined): string {
  if (!code) return "–";
  return labels.find((label) => label.code === code)?.label[tongue.current] ?? code.replaceAll("_", " ");
}
