/** Names that people or their data gave, made fit to be the name of a file on any system. */

const FORBIDDEN = /[\p{Control}\p{Format}\p{Surrogate}/\\:*?"<>|]+/gu;
/** Windows takes these for devices, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Systems allow 255 bytes; a letter may be four of them. */
const LONGEST = 60;

/**
 * One name without a folder in it: no separators, no control or direction marks, not hidden, not reserved, at most 60
 * letters before its extension. `fallback` where nothing is left.
 */
export function safeFileName(name: string, fallback = 'export'): string {
  const cleaned = name
    .normalize('NFC')
    .replace(FORBIDDEN, '-')
    .replace(/^[\s.-]+|[\s.]+$/gu, '');
  const extension = /\.[A-Za-z0-9]{1,16}$/.exec(cleaned)?.[0] ?? '';
  const stem = Array.from(cleaned.slice(0, cleaned.length - extension.length))
    .slice(0, LONGEST)
    .join('')
    .trim();
  const whole = `${stem === '' ? fallback : stem}${extension}`;
  return RESERVED.test(whole) ? `_${whole}` : whole;
}
