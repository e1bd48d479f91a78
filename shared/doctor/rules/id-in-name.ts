/** Names of events that hold ids: a new event for every order. */
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';

const NAMES = 4_000;
const PATTERNS = 1_000;
/** So many names of one pattern, where the number in it is short. */
export const MOST_OF_A_PATTERN = 20;
/** An id that no count of steps looks like is told at once. */
const LONG_ID =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{16,}(?![0-9a-f])|\d{6,}/i;
const ANY_NUMBER =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{16,}(?![0-9a-f])|\d+/gi;

/** Undefined for names without a number. */
interface Slot {
  readonly pattern: string;
  readonly isLong: boolean;
}

export const idInName: Rule = {
  id: 'id-in-name',
  title: 'Ids in the names of events',
  severity: 'warning',
  meaning:
    'Every order, page or user makes an event of its own: lists of events fill up, no trend shows the whole, and vendors stop taking new names (Amplitude after 2,000, Google Analytics after 500 in apps).',
  limits: `A name with a UUID, a long hexadecimal text or a number of six digits or more; or ${MOST_OF_A_PATTERN} names that differ only in a number. A handful of steps («step 1» to «step 9») is left alone, and so are names that SDKs give.`,
  remedies: {
    general: {
      text: 'Give the event one name and put what differs into a property.',
      code: "track('Product Viewed', { product_id: product.id })",
    },
  },
  capacity: NAMES + PATTERNS * (MOST_OF_A_PATTERN + 1),
  start() {
    const slots = new RecentMap<string, Slot | null>(NAMES);
    const patterns = new RecentMap<string, Set<string>>(PATTERNS);
    return {
      observe({ event, isOwn, family }, report) {
        // Matomo's goals have numbers for names.
        if (!isOwn || family === 'matomo') return;
        const name = event.event;
        let slot = slots.get(name);
        if (slot === undefined) {
          slot = slotOf(name) ?? null;
          slots.set(name, slot);
        }
        if (slot === null) return;
        const { pattern, isLong } = slot;
        let names = patterns.get(pattern);
        if (names === undefined) {
          names = new Set();
          patterns.set(pattern, names);
        }
        if (names.size < MOST_OF_A_PATTERN) names.add(name);
        if (!isLong && names.size < MOST_OF_A_PATTERN) return;
        const many =
          names.size === 1
            ? ''
            : `: one of ${names.size >= MOST_OF_A_PATTERN ? 'at least ' : ''}${names.size} such names`;
        report({
          subject: pattern,
          message: `«${name}» holds an id${many}.`,
          values: [{ label: 'pattern', value: pattern }],
        });
      },
      held() {
        let held = slots.size + patterns.size;
        for (const names of patterns.values()) held += names.size;
        return held;
      },
    };
  },
};

function slotOf(name: string): Slot | undefined {
  const pattern = name.replace(ANY_NUMBER, '{id}');
  return pattern === name ? undefined : { pattern, isLong: LONG_ID.test(name) };
}
