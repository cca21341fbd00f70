/** Times as people read them: the city's wall clock, minutes and seconds for what runs. */

interface Zone {
  name: string;
  clock: Intl.DateTimeFormat;
  minute: Intl.DateTimeFormat;
  days: Record<string, Intl.DateTimeFormat>;
}

const clockFace = { hour: "2-digit", minute: "2-digit", hour12: false } as const;

function zoneOf(name: string): Zone {
  return {
    name,
    clock: new Intl.DateTimeFormat("id-ID", { timeZone: name, ...clockFace, second: "2-digit" }),
    minute: new Intl.DateTimeFormat("id-ID", { timeZone: name, ...clockFace }),
    days: {},
  };
}

let zone = zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Show times on this clock from now on. */
export function useZone(name: string): void {
  zone = zoneOf(name);
}

/** The short name of the clock on the wall: WIB, WITA, WIT. */
export function zoneName(): string {
  const parts = new Intl.DateTimeFormat("id-ID", { timeZone: zone.name, timeZoneName: "short" }).formatToParts(0);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone.name;
}

const dotted = (text: string): string => text.replaceAll(".", ":");

export function wallTime(at: string | number | null | undefined, seconds = false): string {
  if (at === null || at === undefined) return "–";
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  return dotted((seconds ? zone.clock : zone.minute).format(date));
}

export function wallDate(at: string | number, language: string): string {
  zone.days[language] ??= new Intl.DateTimeFormat(language === "en" ? "en-GB" : "id-ID", {
    timeZone: zone.name,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return zone.days[language].format(new Date(at));
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

/** How far the city's clock is ahead of UTC at a moment, in milliseconds. */
function ahead(at: number): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone.name,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "00";
  const day = [part("year"), part("month"), part("day")].join("-");
  const time = [part("hour"), part("minute"), part("second")].join(":");
  return Date.parse(`${day}T${time}Z`) - Math.floor(at / 1000) * 1000;
}

/** A date field of a form holds a day of the city; the back end wants instants. Indonesia has no summer time. */
export function dayStart(day: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return new Date(midnight - ahead(midnight)).toISOString();
}
export function dayOf(at: number): string {
  return new Date(at + ahead(at)).toISOString().slice(0, 10);
}

/** A field of a form holds a time of the city's wall ("2026-11-22T08:05"); null when it holds none. */
export function instantOf(local: string): string | null {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  return Number.isNaN(wall) ? null : new Date(wall - ahead(wall)).toISOString();
}
export function localOf(at: number): string {
  return new Date(at + ahead(at)).toISOString().slice(0, 16);
}
