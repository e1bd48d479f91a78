/** What an insight asks, in a line: enough to know it again in a list. Results have their own, longer sentences. */
import type { SavedDocument } from '../../shared/contract/saved';
import { groupNoun } from '../../shared/insights/explain/group-words';
import type { SavedNames } from '../../shared/insights/explain/names';
import type { InsightSpec } from '../../shared/insights/specs';
import { filterWords } from './behaviour-words';
import { formatDurationWords, propertyLabel } from './property-words';
import { matcherTitle } from './matcher-words';
import { rangeWords } from './range-words';
import { segmentWords } from './segment-words';

const MATH_WORDS = {
  events: 'how often',
  persons: 'how many people',
  sessions: 'in how many sessions',
  per_person: 'how often per person',
} as const;

type Math = Extract<InsightSpec, { kind: 'trends' }>['series'][number]['math'];

function mathWords(math: Math): string {
  if (typeof math === 'string') return MATH_WORDS[math];
  if ('group' in math) return `how many ${groupNoun(math.group, 2)}`;
  return 'active' in math
    ? `active people (${math.active.toUpperCase()})`
    : `${math.fn} of ${propertyLabel(math.property)}`;
}

/** `visited → signed up → paid, within 7 days`. */
export function specWords(spec: InsightSpec, names: SavedNames): string {
  const range = 'range' in spec && spec.range !== undefined ? rangeWords(spec.range) : undefined;
  const filter = 'filter' in spec && spec.kind !== 'segment' ? spec.filter : undefined;
  const parts = [asked(spec, names), filter === undefined ? undefined : filterWords(filter, names), range];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

function asked(spec: InsightSpec, names: SavedNames): string {
  switch (spec.kind) {
    case 'funnel': {
      const window = spec.window === undefined ? '' : `, within ${formatDurationWords(spec.window)}`;
      return `${spec.steps.map((step) => matcherTitle(step, names)).join(' → ')}${window}`;
    }
    case 'trends':
      return spec.series
        .map(({ match, math, label }) => `${label ?? matcherTitle(match, names)}: ${mathWords(math)}`)
        .join(', ');
    case 'retention':
      return `${matcherTitle(spec.start, names)}, then ${matcherTitle(spec.return, names)} by ${spec.interval}`;
    case 'lifecycle':
    case 'stickiness':
    case 'frequency':
      return matcherTitle(spec.match, names);
    case 'paths':
      return typeof spec.of === 'string' ? `By ${spec.of}` : `By ${propertyLabel(spec.of.property)}`;
    case 'segment':
      return segmentWords(spec.filter, names);
    default:
      return '';
  }
}

/** The same of whatever is saved. */
export function savedWords(saved: SavedDocument, names: SavedNames): string {
  switch (saved.kind) {
    case 'insight':
      return specWords(saved.document.spec, names);
    case 'segment':
      return segmentWords(saved.document.filter, names);
    case 'action':
      return saved.document.matchers.map((matcher) => matcherTitle(matcher, names)).join(' or ');
  }
}
