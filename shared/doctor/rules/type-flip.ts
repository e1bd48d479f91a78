/** A property that is a number here and a text there. */
import type { Json } from '../../model/json';
import { shownValue } from '../personal-data';
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';

const EVENTS = 1_000;
const MOST_PROPERTIES = 100;

type Type = 'text' | 'number' | 'boolean' | 'list' | 'object';

interface Seen {
  readonly type: Type;
  count: number;
  lastEid: number;
  lastValue: string;
}
/** At most one entry for each of the five types. */
type Kinds = Seen[];

export const typeFlip: Rule = {
  id: 'type-flip',
  title: 'A property changes its type',
  severity: 'warning',
  meaning:
    'Sums and averages leave out what is a text; filters by number miss it; some vendors keep the first type and drop the rest.',
  limits:
    'Properties of the product’s own events, by event. Null, absent and empty texts have no type. Told each time that the rarer type comes.',
  remedies: {
    general: {
      text: 'Convert where the event is sent, once, and keep the types of properties beside their names; a tracking plan holds them.',
      code: "track('Order Completed', { total: Number(total) })",
    },
  },
  capacity: EVENTS * MOST_PROPERTIES * 5,
  start() {
    const events = new RecentMap<string, Map<string, Kinds>>(EVENTS);
    return {
      observe({ event, eid, own, isOwn }, report) {
        if (!isOwn || own.length === 0) return;
        let properties = events.get(event.event);
        if (properties === undefined) {
          properties = new Map();
          events.set(event.event, properties);
        }
        for (const [key, value] of own) {
          const type = typeOf(value);
          if (type === undefined) continue;
          let kinds = properties.get(key);
          if (kinds === undefined) {
            if (properties.size >= MOST_PROPERTIES) continue;
            kinds = [];
            properties.set(key, kinds);
          }
          const self = kinds.find((each) => each.type === type);
          if (self === undefined) kinds.push({ type, count: 1, lastEid: eid, lastValue: brief(value) });
          else {
            self.count += 1;
            self.lastEid = eid;
            if (kinds.length === 1) continue;
            self.lastValue = brief(value);
          }
          if (kinds.length === 1) continue;
          const count = self?.count ?? 1;
          const [most] = kinds.filter((each) => each.type !== type).sort((a, b) => b.count - a.count);
          if (most === undefined || most.count < count) continue;
          report({
            subject: `${event.event} · ${key}`,
            message: `\`${key}\` of «${event.event}» is ${spoken(type)} here and was ${spoken(most.type)} ${most.count === 1 ? 'once' : `${most.count} times`}.`,
            before: [most.lastEid],
            values: [
              { label: `here, ${spoken(type)}`, value: shownValue(value) },
              { label: `before, ${spoken(most.type)}`, value: shownValue(most.lastValue) },
            ],
          });
        }
      },
      held() {
        let held = 0;
        for (const properties of events.values()) for (const kinds of properties.values()) held += kinds.length;
        return held;
      },
    };
  },
};

function typeOf(value: Json): Type | undefined {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) return 'list';
  const type = typeof value;
  return type === 'string' ? 'text' : type === 'number' || type === 'boolean' ? type : 'object';
}

const MOST_KEPT = 60;
const brief = (value: Json): string =>
  typeof value === 'object' ? (Array.isArray(value) ? '[…]' : '{…}') : String(value).slice(0, MOST_KEPT);

const WORDS: Readonly<Record<Type, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
};
const spoken = (type: Type): string => WORDS[type];
