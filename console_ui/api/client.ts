/** One door to the back end: JSON in, JSON out, a `Problem` for everything that is not a success. */

import { Problem, problemOf } from "./problem";

const root = "/api/v1";
/** Longer than any answer of a healthy centre takes; whoever waits may then go on and try again. */
const patience_ms = 8000;
let onSignedOut: () => void = () => undefined;
let onTraffic: (waiting: number) => void = () => undefined;
let waiting = 0;

/** Call `listener` whenever the back end no longer knows this session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Call `listener` with the number of requests under way, each time it changes. */
export function whenTraffic(listener: (waiting: number) => void): void {
  onTraffic = listener;
}

type Query = Record<string, string | number | null | undefined>;

export function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** The language of the page is the language in which the centre answers. */
const language = (): string => globalThis.document?.documentElement.lang || "id";

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  onTraffic((waiting += 1));
  try {
    return await ask<T>(method, path, body);
  } finally {
    onTraffic((waiting -= 1));
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language() };
  const request: RequestInit = { method, headers, credentials: "same-origin", signal: AbortSignal.timeout(patience_ms) };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(root + path, request);
    if (!response.ok) throw await refused(response, path);
    return (response.status === 204 ? undefined : await response.json()) as T;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const late = cause instanceof DOMException && cause.name === "TimeoutError";
    throw new Problem(0, { code: late ? "console.timeout" : "console.unreachable" });
  }
}

async function refused(response: Response, path: string): Promise<Problem> {
  const problem = await problemOf(response);
  if (problem.status === 401 && path !== "/sessions") onSignedOut();
  return problem;
}

export const get = <T>(path: string, query: Query = {}): Promise<T> => send<T>("GET", withQuery(path, query));
/** Look at something again and again without saying "sending". */
export const peek = <T>(path: string): Promise<T> => ask<T>("GET", path);
export const post = <T>(path: string, body: unknown = {}): Promise<T> => send<T>("POST", path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => send<T>("PATCH", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => send<T>("PUT", path, body);
export const remove = (path: string): Promise<void> => send<void>("DELETE", path);
