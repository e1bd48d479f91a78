/**
 * The formats of text that a plan may name. JSON Schema 2020-12 leaves `format` a note, so that validators agree; Waymark
 * warns where a text does not have the format it should, and never refuses it for that.
 */

const FORMATS: readonly (readonly [string, RegExp])[] = [
  [
    'date-time',
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})$/,
  ],
  ['date', /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/],
  ['uuid', /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i],
  ['email', /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/],
  ['uri', /^[a-z][a-z\d+.-]*:\/\/[^\s]+$/i],
];

export const FORMAT_NAMES: readonly string[] = FORMATS.map(([name]) => name);

/** Longer texts have none: a body of text is no address. */
const LONGEST = 2_048;

/** The one format that a text has, if any. */
export function formatOf(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  return FORMATS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** True for formats that are not known here too. */
export function hasFormat(text: string, format: string): boolean {
  const known = FORMATS.find(([name]) => name === format);
  return known === undefined || (text.length <= LONGEST && known[1].test(text));
}
