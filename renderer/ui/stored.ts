/** Small choices of look, kept by the browser. Where storage is refused (private windows) they last for the page only. */
export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch (refused) {
    if (refused instanceof DOMException) return undefined;
    throw refused;
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (refused) {
    if (!(refused instanceof DOMException)) throw refused;
  }
}
