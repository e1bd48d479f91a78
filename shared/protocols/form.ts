/** Form fields, as bodies and queries carry them: `api_key=k&name=Ann+Lee`. */

/** Of a field that comes twice the last counts. What cannot be decoded stays as it is. */
export function readForm(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split('&').flatMap((pair): [string, string][] => {
      const cut = pair.indexOf('=');
      return cut <= 0 ? [] : [[unescape(pair.slice(0, cut)), unescape(pair.slice(cut + 1))]];
    }),
  );
}

function unescape(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A stray percent sign.
    return spaced;
  }
}
