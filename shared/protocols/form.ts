/** Form fields, as bodies and queries carry them: `api_key=k&name=Ann+Lee`. */
import { setKey } from '../model/json';

const ESCAPED = /[+%]/;

/** Of a field that comes twice the last counts. What cannot be decoded stays as it is. */
export function readForm(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const pair of text.split('&')) {
    const cut = pair.indexOf('=');
    if (cut > 0) setKey(fields, unescape(pair.slice(0, cut)), unescape(pair.slice(cut + 1)));
  }
  return fields;
}

function unescape(text: string): string {
  if (!ESCAPED.test(text)) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A stray percent sign.
    return spaced;
  }
}
