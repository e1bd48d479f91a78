/** Text out of base64. Pure: without what browsers and Node have for it, so that it is the same everywhere. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([
  ...Array.from(ALPHABET, (letter, value) => [letter, value] as const),
  // The spelling for addresses.
  ['-', 62],
  ['_', 63],
]);

/** The UTF-8 text in base64 of either alphabet, padded or not; undefined where it is not that. */
export function textOfBase64(base64: string): string | undefined {
  let escaped = '';
  let bits = 0;
  let held = 0;
  for (const letter of base64.replace(/=+$/, '')) {
    const value = VALUES.get(letter);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    // The bytes are no UTF-8.
    return undefined;
  }
}
