/** A kept request as a command that sends it again, for a POSIX shell. */

export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body is base64 of what was sent. */
  readonly isBinary: boolean;
}

/** Said by curl itself, or of a body that is no longer packed as it came. */
const NOT_SENT =
  /^(?:host|connection|content-length|content-encoding|transfer-encoding|expect|keep-alive|te|upgrade.*|accept-encoding|sec-.*)$/;
/** One argument of a command may be 128 KB on Linux; the shell's own `printf` takes any length. */
const LONGEST_ARGUMENT = 30_000;

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Works when pasted. A header that is not shown reads from `$CREDENTIAL`, which whoever pastes may set. */
export function toCurl({ method, url, headers, body, isBinary }: CurlRequest): string {
  const sendsBody = method !== 'GET' && method !== 'HEAD' && body !== '';
  const parts = ['curl'];
  if (method !== (sendsBody ? 'POST' : 'GET')) parts.push(`-X ${method.replaceAll(/[^A-Z]/g, '')}`);
  // Brackets and braces would stand for several addresses.
  if (/[[\]{}]/.test(url)) parts.push('--globoff');
  parts.push(quote(url));
  const lines = [parts.join(' ')];
  for (const [name, value] of Object.entries(headers)) {
    if (!NOT_SENT.test(name)) lines.push(`-H ${printHeader(name, value)}`);
  }
  if (!sendsBody) return lines.join(' \\\n  ');
  // Without this curl would call every body a form.
  if (headers['content-type'] === undefined) lines.push("-H 'content-type:'");
  const piped = [...lines, '--data-binary @-'].join(' \\\n  ');
  if (isBinary) return `printf %s ${quote(body)} | base64 -d | ${piped}`;
  if (body.length <= LONGEST_ARGUMENT) return [...lines, `--data-raw ${quote(body)}`].join(' \\\n  ');
  return `printf %s ${quote(body)} | ${piped}`;
}

function printHeader(name: string, value: string): string {
  // A colon without a value would take the header away.
  if (value === '') return quote(`${name};`);
  const [before = '', after] = value.split('«…»');
  if (after === undefined) return quote(`${name}: ${value}`);
  return `${quote(`${name}: ${before}`)}"$CREDENTIAL"${after === '' ? '' : quote(after)}`;
}
