/** What went wrong, as the back end says it in a problem document (RFC 9457), or as the network did. */

export interface ProblemDocument {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: { field?: string; message?: string }[];
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Which members of the request were wrong, each in words. */
  readonly members: string[];

  constructor(status: number, document: ProblemDocument) {
    super(document.title ?? document.code ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = document.code ?? `http.${status}`;
    this.title = document.title ?? "";
    this.detail = document.detail ?? "";
    this.members = (document.errors ?? []).map(({ field, message }) => [field, message].filter(Boolean).join(": "));
  }

  /** True when the request may never have reached the back end, so that trying again later is right. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Whether somebody else changed it since it was read: the answer of a guarded change. */
export const isBehind = (cause: unknown): boolean =>
  cause instanceof Problem && cause.status === 409 && cause.code === "conflict.stale_version";

export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  return new Problem(0, { code: "console.unexpected", title: String(cause) });
}

export async function problemOf(response: Response): Promise<Problem> {
  try {
    return new Problem(response.status, (await response.json()) as ProblemDocument);
  } catch {
    return new Problem(response.status, {});
  }
}
