/** Series and measures in words. */
import { groupNoun } from '../../../shared/insights/explain/group-words';
import { FN_WORDS } from '../../../shared/insights/explain/trends';
import { valueName } from '../../../shared/insights/explain/value-words';
import {
  PROPERTY_FNS,
  type Math as Measure,
  type TrendsResult,
  type TrendsSpec,
} from '../../../shared/insights/trends/spec';
import { groupTitle } from '../../parts/group-words';
import { matcherTitle } from '../../parts/matcher-words';
import { propertyLabel } from '../../parts/property-words';
import type { SelectOption } from '../../ui/select';

const PLAIN = {
  events: 'events',
  persons: 'persons',
  sessions: 'sessions',
  per_person: 'events per person',
};

const ACTIVE = { dau: 'daily active', wau: 'weekly active', mau: 'monthly active' };

export function measureWords(measure: Measure): string {
  if (typeof measure === 'string') return PLAIN[measure];
  if ('active' in measure) return ACTIVE[measure.active];
  if ('group' in measure) return groupNoun(measure.group, 2);
  return `${FN_WORDS[measure.fn]} of ${propertyLabel(measure.property)}`;
}

/** The measures to choose from; those of a property are completed by choosing one. */
export const MEASURES = [
  { value: 'events', label: 'Events', hint: 'How often it happened' },
  { value: 'persons', label: 'Persons', hint: 'Distinct persons in each bucket' },
  { value: 'sessions', label: 'Sessions', hint: 'Distinct sessions' },
  { value: 'per_person', label: 'Per person', hint: 'Events per person who did it' },
  { value: 'dau', label: 'Daily active', hint: 'Distinct persons of the day' },
  { value: 'wau', label: 'Weekly active', hint: 'Of the 7 days up to each' },
  { value: 'mau', label: 'Monthly active', hint: 'Of the 30 days up to each' },
  ...PROPERTY_FNS.map((fn) => ({
    value: fn,
    label: `${FN_WORDS[fn][0]?.toUpperCase() ?? ''}${FN_WORDS[fn].slice(1)} of…`,
  })),
] as const;
const GROUP = 'group:';
export type MeasureChoice = (typeof MEASURES)[number]['value'] | `${typeof GROUP}${string}`;

/** With the groups of each type, after what is counted of persons. */
export function measureOptions(types: readonly string[]): readonly SelectOption<MeasureChoice>[] {
  const groups = types.map((type) => ({
    value: `${GROUP}${type}` as const,
    label: groupTitle(type),
    hint: `Distinct ${groupNoun(type, 2)} in each bucket`,
  }));
  return MEASURES.flatMap((measure): readonly SelectOption<MeasureChoice>[] =>
    measure.value === 'sessions' ? [measure, ...groups] : [measure],
  );
}

export function measureChoice(measure: Measure): MeasureChoice {
  if (typeof measure === 'string') return measure;
  if ('group' in measure) return `${GROUP}${measure.group}`;
  return 'active' in measure ? measure.active : measure.fn;
}

const isGroup = (choice: MeasureChoice): choice is `${typeof GROUP}${string}` => choice.startsWith(GROUP);

/** The measure chosen; `property` is the one to take for those of a property. undefined: a property is still missing. */
export function toMeasure(choice: MeasureChoice, property: string | undefined): Measure | undefined {
  switch (choice) {
    case 'events':
    case 'persons':
    case 'sessions':
    case 'per_person':
      return choice;
    case 'dau':
    case 'wau':
    case 'mau':
      return { active: choice };
    default:
      if (isGroup(choice)) return { group: choice.slice(GROUP.length) };
      return property === undefined ? undefined : { fn: choice, property };
  }
}

export { seriesLetter } from '../../../shared/insights/trends/formula';

/** Whether a series without events says 0, rather than nothing; a formula says nothing. */
export function isCounted(spec: TrendsSpec, series: number | undefined): boolean {
  const math = series === undefined ? undefined : spec.series[series]?.math;
  if (math === undefined) return false;
  if (typeof math === 'string') return math !== 'per_person';
  return !('fn' in math) || math.fn === 'sum' || math.fn === 'distinct';
}

export { changeWords } from '../../../shared/insights/explain/change-words';

type Series = TrendsResult['series'][number];

/** What a line is called in legend and hover. The event is left out where all lines are of one. */
export function lineName(spec: TrendsSpec, line: Series): string {
  const values = line.breakdown?.map(valueName).join(' · ');
  const series = line.series === undefined ? undefined : spec.series[line.series];
  if (series === undefined) return values ?? line.label;
  const isOnly = spec.series.length === 1;
  if (values !== undefined && isOnly) return values;
  const title = series.label ?? matcherTitle(series.match);
  const sameEvent = spec.series.filter((other) => (other.label ?? matcherTitle(other.match)) === title).length > 1;
  const name = sameEvent ? `${title}, ${measureWords(series.math)}` : title;
  return values === undefined ? name : `${name} · ${values}`;
}
