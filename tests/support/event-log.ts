/**
 * Event logs drawn as text, one person a line, for tests that are to be read:
 *
 *   eventLog`
 *     ana  09:00 visit  09:05 signup{plan=pro}  | 09:40 pay{amount=12}
 *     ben  09:01 visit  d1/10:10 signup
 *   `
 *
 * Times are UTC on Monday 2026-03-02, or `d1/` and so on for days later; `HH:MM`, `HH:MM:SS` or `HH:MM:SS.mmm`. A `|`
 * begins a new session of the person. Event ids follow the drawing, so of two events at one time the one drawn first
 * comes first.
 */

export type PropertyValue = string | number | boolean;

export interface LoggedEvent {
  readonly id: string;
  readonly person: string;
  readonly event: string;
  /** UTC ms. */
  readonly time: number;
  /** Empty for what happened outside all sessions. */
  readonly session: string;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

export const FIRST_DAY = Date.UTC(2026, 2, 2);

export function eventLog(strings: TemplateStringsArray): LoggedEvent[] {
  const log: LoggedEvent[] = [];
  for (const line of strings.join('').split('\n')) {
    const [person, ...words] = line.trim().split(/\s+/);
    if (person === undefined || person === '') continue;
    let session = 0;
    for (let at = 0; at < words.length;) {
      const word = words[at] ?? '';
      if (word === '|') {
        session += 1;
        at += 1;
        continue;
      }
      const { event, properties } = parseEvent(words[at + 1] ?? '');
      log.push({
        id: `e${String(log.length).padStart(4, '0')}`,
        person,
        event,
        time: parseTime(word),
        session: `${person}/${session}`,
        properties,
      });
      at += 2;
    }
  }
  return log;
}

export function parseTime(text: string): number {
  const match = /^(?:d(\d+)\/)?(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?$/.exec(text);
  if (match === null) throw new Error(`«${text}» is no time; write 09:00, 09:00:30.250 or d1/09:00.`);
  const [day, hours, minutes, seconds, ms] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    FIRST_DAY +
    (day ?? 0) * 86_400_000 +
    (hours ?? 0) * 3_600_000 +
    (minutes ?? 0) * 60_000 +
    (seconds ?? 0) * 1000 +
    (ms ?? 0)
  );
}

function parseEvent(text: string): { event: string; properties: Record<string, PropertyValue> } {
  const match = /^([^{}]+)(?:\{(.*)\})?$/.exec(text);
  if (match?.[1] === undefined) throw new Error(`«${text}» is no event; write signup or signup{plan=pro}.`);
  const properties: Record<string, PropertyValue> = {};
  for (const pair of (match[2] ?? '').split(',').filter((part) => part !== '')) {
    const [key = '', value = ''] = pair.split('=');
    properties[key] = value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
  }
  return { event: match[1], properties };
}
