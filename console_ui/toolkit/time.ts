/** Times as people read them: WIB on the wall, minutes and seconds for what runs. */

const zone = "Asia/Jakarta";
const clockFormat = new Intl.DateTimeFormat("id-ID", {
  timeZone: zone,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});
const minuteFormat = new Intl.DateTimeFormat("id-ID", { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
const dayFormats: Record<string, Intl.DateTimeFormat> = {};

const dotted = (text: string): string => text.replaceAll(".", ":");

export function wallTime(at: string | number | null | undefined, seconds = false): string {
  if (at === null || at === undefined) return "–";
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  return dotted((seconds ? clockFormat : minuteFormat).format(date));
}

export function wallDate(at: string | number, language: string): string {
  dayFormats[language] ??= new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return dayFormats[language].format(new Date(at));
}

/** 75 -> "01:15", 3675 -> "1:01:15". Always whole, never negative. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  const two = (n: number): string => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

export function since(at: string | null | undefined, now: number): number {
  return at ? Math.max(0, (now - Date.parse(at)) / 1000) : 0;
}

/** A rough age in one unit, for positions and readings: "4 d", "12 m", "3 j". */
export function roughAge(seconds: number, units: { s: string; m: string; h: string }): string {
  if (seconds < 60) return `${Math.floor(seconds)} ${units.s}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} ${units.m}`;
  return `${Math.floor(seconds / 3600)} ${units.h}`;
}

/** A date field of a form holds a day in WIB; the back end wants instants. Indonesia's west has no summer time. */
export function dayStart(day: string): string {
  return new Date(`${day}T00:00:00+07:00`).toISOString();
}
export function dayOf(at: number): string {
  return new Date(at + 7 * 3600_000).toISOString().slice(0, 10);
}
