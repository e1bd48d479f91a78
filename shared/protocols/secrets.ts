/** Hides what a request carries beside its events and nobody needs to see or keep: passwords of whoever sent it. */

const HIDDEN = '«…»';
/** Names a secret of the sender, not the write key of a project, which is public in every page. */
const NAMES = 'token_auth|api_secret|client_secret';
const IN_JSON = new RegExp(`("(?:${NAMES})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'g');
/** JSON inside a text of JSON. */
const IN_TEXT = new RegExp(`(\\\\"(?:${NAMES})\\\\"\\s*:\\s*\\\\")[^"\\\\]*`, 'g');
const IN_QUERY = new RegExp(`(^|[?&"'\\s])((?:${NAMES})=)[^&"'\\s]*`, 'g');
const SECRET_HEADER = /secret|password|^x-api-key$/;
const CREDENTIALS = /^(?:proxy-)?authorization$/;

/** A body, query or address with the values of its secrets replaced. */
export function hideSecrets(text: string): string {
  return text.replace(IN_JSON, `$1${HIDDEN}`).replace(IN_TEXT, `$1${HIDDEN}`).replace(IN_QUERY, `$1$2${HIDDEN}`);
}

/** The header's value as it may be shown; of credentials their scheme is left. */
export function hideHeader(name: string, value: string): string {
  if (CREDENTIALS.test(name)) return `${/^\S+(?= )/.exec(value)?.[0] ?? ''} ${HIDDEN}`.trim();
  return SECRET_HEADER.test(name) ? HIDDEN : value;
}
