/** One event under several names that differ in case, separators or number. */
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';
import { plainWords, skeleton } from '../words';

const CAPACITY = 2_000;
const MOST_SPELLINGS = 12;

interface Spelling {
  count: number;
  lastEid: number;
  /** The names of its own properties, in order of the alphabet. */
  shape: string;
}

export const spelling: Rule = {
  id: 'spelling',
  title: 'One name in several spellings',
  severity: 'warning',
  meaning:
    'To every tool these are different events: a funnel or a trend of the one misses all that came under the other.',
  limits:
    'Names of one SDK family’s own events that differ only in letter case, spaces, underscores, dashes or dots; and names that differ by a plural, where they carry the same properties. Names that the SDK itself gives are left alone.',
  remedies: {
    general: {
      text: 'Keep the names in one place and use them from there. Choose one convention, such as «Object Action» in past tense. What is stored already can be read together with an action, which stands for several events.',
      code: "export const EVENTS = { signedUp: 'Signed Up' } as const",
    },
  },
  capacity: CAPACITY * MOST_SPELLINGS,
  start() {
    const names = new RecentMap<string, Map<string, Spelling>>(CAPACITY);
    return {
      observe({ event, eid, isOwn, own }, report) {
        if (!isOwn) return;
        const name = event.event;
        const stem = stemOf(name);
        if (stem === '') return;
        let spellings = names.get(stem);
        if (spellings === undefined) {
          spellings = new Map();
          names.set(stem, spellings);
        }
        const self = spellings.get(name);
        if (self !== undefined) {
          self.count += 1;
          self.lastEid = eid;
          if (spellings.size === 1) return;
        } else if (spellings.size < MOST_SPELLINGS) {
          spellings.set(name, { count: 1, lastEid: eid, shape: shapeOf(own) });
        } else return;
        const mine = spellings.get(name);
        if (mine === undefined) return;
        const bones = skeleton(name);
        let most: string | undefined;
        for (const [other, { count, shape }] of spellings) {
          if (other === name || (skeleton(other) !== bones && (shape === '' || shape !== mine.shape))) continue;
          if (count >= mine.count && (most === undefined || count > (spellings.get(most)?.count ?? 0))) most = other;
        }
        if (most === undefined) return;
        const common = spellings.get(most);
        report({
          subject: most,
          message: `«${name}» (${mine.count} so far) beside «${most}» (${common?.count ?? 0}).`,
          before: [common?.lastEid ?? eid],
          values: [
            { label: 'here', value: name },
            { label: 'mostly', value: most },
          ],
        });
      },
      held() {
        let held = 0;
        for (const spellings of names.values()) held += spellings.size;
        return held;
      },
    };
  },
};

const MOST_KEYS = 20;
const shapeOf = (own: readonly (readonly [string, unknown])[]): string =>
  own
    .slice(0, MOST_KEYS)
    .map(([key]) => key)
    .sort()
    .join(',');

/** The skeleton without the endings of plurals, word by word where words can be told. */
const stems = new RecentMap<string, string>(4_000);
function stemOf(name: string): string {
  const known = stems.get(name);
  if (known !== undefined) return known;
  const stem = plainWords(name)
    .split(' ')
    .map((word) => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word))
    .join('');
  stems.set(name, stem);
  return stem;
}
