/** Instants written as text, read the same on every machine. */

const TEXT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * UTC ms of an ISO text: a day, which is its beginning, or a day with a time; without an offset it is UTC's, not the
 * machine's. undefined for anything else, and for days and times that there are none of.
 */
export function timeOfText(text: string): number | undefined {
  const [, day, time = '00:00', offset = 'Z'] = TEXT.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const zone = /^z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
  const ms = Date.parse(`${day}T${time}${zone}`);
  // `Date.parse` lets 2026-02-31 pass as 3 March.
  const isReal = !Number.isNaN(ms) && new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day);
  return isReal ? ms : undefined;
}
