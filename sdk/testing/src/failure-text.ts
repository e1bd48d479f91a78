/** What to say where an event did not come: what came instead, how it differs, and which names are near. */
import type { EventsAnswer, Json, WantedProperties, WaymarkEvent, WaymarkReject } from './types.js';

export interface Missing {
  readonly event: string;
  readonly properties: WantedProperties;
  readonly count: number;
  readonly timeoutMs: number;
  readonly answer: EventsAnswer;
  readonly rejects: readonly WaymarkReject[];
}

const print = (value: Json | undefined): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
};

export function missingEventText({ event, properties, count, timeoutMs, answer, rejects }: Missing): string {
  const wanted = Object.keys(properties).length === 0 ? `«${event}»` : `«${event}» with ${print(properties)}`;
  const { events, near = [], others = [] } = answer;
  const came = events.length === 0 ? 'did not arrive' : `arrived ${events.length} of ${count} times`;
  return [
    `${wanted} ${came} within ${timeoutMs} ms.`,
    ...nearLines(event, near, properties),
    ...otherLines(event, others),
    ...rejectLines(rejects),
  ].join('\n');
}

function nearLines(event: string, near: readonly WaymarkEvent[], wanted: WantedProperties): string[] {
  const newest = near.at(-1);
  if (newest === undefined) return [];
  const differences = differencesOf(newest.properties, wanted);
  return [`«${event}» arrived, but carried something else:`, ...differences.map((line) => `  ${line}`)];
}

/** Where the properties are not as wanted: the path, what was expected, what came. */
export function differencesOf(came: Readonly<Record<string, Json>>, wanted: WantedProperties, path = ''): string[] {
  return Object.entries(wanted).flatMap(([key, expected]) => {
    const here = path === '' ? key : `${path}.${key}`;
    const got = came[key];
    if (isObject(expected) && isObject(got)) return differencesOf(got, expected, here);
    if (JSON.stringify(got) === JSON.stringify(expected)) return [];
    const near = got === undefined ? nearest(key, Object.keys(came)) : undefined;
    const hint = near === undefined ? '' : `; there is «${near}»: ${print(came[near])}`;
    return [`${here}: expected ${print(expected)}, came ${print(got)}${hint}`];
  });
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function otherLines(event: string, others: NonNullable<EventsAnswer['others']>): string[] {
  if (others.length === 0) return ['No event at all arrived. Is the SDK pointed at this Waymark?'];
  const near = nearest(
    event,
    others.map((each) => each.event).filter((name) => name !== event),
  );
  const list = others.map((each) => `${each.event} (${each.count})`).join(', ');
  return [`Events that arrived: ${list}.`, ...(near === undefined ? [] : [`Did you mean «${near}»?`])];
}

function rejectLines(rejects: readonly WaymarkReject[]): string[] {
  const newest = rejects.slice(0, 3).map(({ source, message, place }) => `  ${source} ${place}: ${message}`);
  return rejects.length === 0 ? [] : [`${rejects.length} could not be understood:`, ...newest];
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_\-.:/]+/g, '');

/** The name that was probably meant; undefined where none is near. */
export function nearest(name: string, among: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.floor(wanted.length / 4) + 1;
  for (const each of among) {
    const edits = distance(wanted, plain(each));
    if (edits < least) [best, least] = [each, edits];
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
