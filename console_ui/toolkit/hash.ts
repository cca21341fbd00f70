/** The SHA-256 of a file, made here: the picture itself stays with its officer. */

/** Null where the page came over plain HTTP, which gives no page the means. */
export async function sha256Of(file: Blob): Promise<string | null> {
  const { subtle } = globalThis.crypto;
  // The type promises it; a browser gives it to secure pages alone.
  if ((subtle as SubtleCrypto | undefined) === undefined) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
