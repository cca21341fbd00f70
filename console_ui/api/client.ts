/** One door to the back end: JSON in, JSON out, a `Problem` for everything that is not a success. */

import { Problem, problemOf } from "./problem";

const root = "/api/v1";
let onSignedOut: () => void = () => undefined;

/** Call `listener` whenever the back end no longer knows this session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
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
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language() };
  const request: RequestInit = { method, headers, credentials: "same-origin" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(root + path, request);
  } catch {
    throw new Problem(0, { code: "console.unreachable" });
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && path !== "/sessions") onSignedOut();
    throw problem;
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string, query: Query = {}): Promise<T> => send<T>("GET", withQuery(path, query));
export const post = <T>(path: string, body: unknown = {}): Promise<T> => send<T>("POST", path, body);
export const remove = (path: string): Promise<void> => send<void>("DELETE", path);
