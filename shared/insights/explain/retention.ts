/** What retention says, in words: its columns, its cohorts, the sentence. */
import { formatCount, formatPlural, formatShare } from '../../base/number-format';
import { formatDay } from '../../base/time-format';
import type { RetentionGrid, RetentionResult, RetentionSpec } from '../retention/spec';
import { canonicalJson } from '../../base/canonical-json';
import { eventPhrases } from './behaviour-words';
import { type ExplainContext, spokenTime } from './context';
import { phrase, type Phrase } from './phrases';
import { propertyLabel } from './property-words';
import { spanWords } from './span-words';
import { extremes, valueName } from './value-words';

export interface ColumnName {
  /** Above the column: `Week 3`. */
  readonly short: string;
  /** Within a sentence: `in week 3`, `in week 3 or later`, `7 to 14 days after`. */
  readonly phrase: string;
}

const HOURS = { hour: 1, day: 24, week: 168, month: 720 } as const;

const capital = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** Column 0 is the cohort's own period; then one per period, or per bracket. */
export function columnNames({ interval, periods, mode, counting }: RetentionSpec): readonly ColumnName[] {
  const isOwn = counting === 'rolling';
  const own: ColumnName = {
    short: `${capital(interval)} 0`,
    phrase: isOwn ? `within the first ${spanOf(interval, 1)} after` : `later in the same ${interval}`,
  };
  const brackets: readonly (readonly number[])[] =
    typeof mode === 'object' ? mode.brackets : Array.from({ length: periods }, (_, index) => [index + 1, index + 1]);
  const isOpen = mode === 'on_or_after';
  return [
    own,
    ...brackets.map(([first = 1, last = first]): ColumnName => {
      const several = first !== last;
      const range = several ? `${first}–${last}` : String(first);
      return {
        short: `${capital(interval)}${several ? 's' : ''} ${range}${isOpen ? '+' : ''}`,
        phrase: isOwn
          ? isOpen
            ? `${spanOf(interval, first)} or more after`
            : `${spanRange(interval, first, last + 1)} after`
          : `in ${interval}${several ? 's' : ''} ${range}${isOpen ? ' or later' : ''}`,
      };
    }),
  ];
}

/** A month counted from each person's own start has 30 days. */
function spanOf(interval: RetentionSpec['interval'], count: number): string {
  const hours = HOURS[interval] * count;
  return hours < 48 ? formatPlural(hours, 'hour') : formatPlural(hours / 24, 'day');
}

function spanRange(interval: RetentionSpec['interval'], from: number, to: number): string {
  const [first, last] = [HOURS[interval] * from, HOURS[interval] * to];
  return first < 48 && interval === 'hour' ? `${first} to ${last} hours` : `${first / 24} to ${last / 24} days`;
}

/** Sums over the cohorts whose period of a column is over. */
export function columnSum(
  grid: RetentionGrid,
  column: number,
): { readonly members: number; readonly returned: number } {
  let members = 0;
  let returned = 0;
  for (const { size, values, complete } of grid.cohorts) {
    if (complete[column] !== true) continue;
    members += size;
    returned += values[column] ?? 0;
  }
  return { members, returned };
}

export const membersOf = ({ cohorts }: RetentionGrid): number => cohorts.reduce((sum, { size }) => sum + size, 0);

/** Which column the sentence speaks of: the first after the cohorts' own, as soon as one cohort is that old. */
export const spokenColumn = (grid: RetentionGrid): number => (columnSum(grid, 1).members > 0 ? 1 : 0);

/** A share of so few says little: fewer than this part of all members. */
const THIN = 0.1;

/** The last column whose average rests on enough members; -1 where none does. */
export function lastSolidColumn(grid: RetentionGrid): number {
  const total = membersOf(grid);
  return grid.average.findLastIndex((_, column) => {
    const { members } = columnSum(grid, column);
    return members > 0 && members >= total * THIN;
  });
}

/** `Of 1,204 people who did Signed up for the first time in the weeks of … to …, 458 (38 %) did Page view in week 1.` */
export function retentionSentence(
  spec: RetentionSpec,
  result: RetentionResult,
  context: ExplainContext,
): readonly Phrase[] {
  const time = spokenTime(spec, context);
  const start = eventPhrases(spec.start, context.names);
  const isSame = canonicalJson(spec.start) === canonicalJson(spec.return);
  const first = result.cohorts[0];
  const last = result.cohorts.at(-1);
  const total = membersOf(result);
  if (first === undefined || last === undefined || total === 0) {
    return [
      ...(spec.minCohort === undefined
        ? [{ text: 'Nobody did ' }]
        : phrase`No cohort of ${formatCount(spec.minCohort)} or more did `),
      ...start,
      { text: ` ${spanWords(time)}.` },
    ];
  }
  const column = spokenColumn(result);
  const { members, returned } = columnSum(result, column);
  // Of the cohorts that the figure is of; of all where it is too early for one.
  const told = members === 0 ? result.cohorts : result.cohorts.filter(({ complete }) => complete[column] === true);
  const [begins, ends] = [Date.parse((told[0] ?? first).start), Date.parse((told.at(-1) ?? last).start)];
  const when =
    begins === ends
      ? ` in the ${spec.interval} of ${formatDay(begins, time.zone)}`
      : ` in the ${spec.interval}s of ${formatDay(begins, time.zone)} to ${formatDay(ends, time.zone)}`;
  if (members === 0) {
    return [
      { text: `${formatCount(total)} ${peopleWord(spec, total)} ` },
      ...start,
      { text: `${oftenWords(spec)}${when}; it is too early to say how many came back.` },
    ];
  }
  return [
    ...phrase`Of ${formatCount(members)}`,
    { text: ` ${peopleWord(spec, members)} ` },
    ...start,
    { text: `${oftenWords(spec)}${when}, ` },
    { text: `${formatCount(returned)} (${formatShare(returned / members)})`, strong: true },
    { text: isSame ? ' did it again ' : ' did ' },
    ...(isSame ? [] : [...eventPhrases(spec.return, context.names), { text: ' ' }]),
    { text: `${columnNames(spec)[column]?.phrase ?? ''}.` },
    ...breakdownPhrases(spec, result, column),
  ];
}

function breakdownPhrases(spec: RetentionSpec, { breakdowns }: RetentionResult, column: number): readonly Phrase[] {
  if (spec.breakdown === undefined || breakdowns === undefined) return [];
  const range = extremes(
    breakdowns.map((part) => {
      const { members, returned } = columnSum(part, column);
      return { value: part.value, share: members === 0 ? 0 : returned / members, of: members };
    }),
  );
  if (range === undefined) return [];
  const [least, most] = range;
  return [
    { text: ` By ${propertyLabel(spec.breakdown.property)}, it ranges from ` },
    ...phrase`${formatShare(least.share)} (${valueName(least.value)}) to ${formatShare(most.share)} (${valueName(most.value)}).`,
  ];
}

function peopleWord({ cohortBy }: RetentionSpec, count: number): string {
  if (cohortBy === 'recurring') return count === 1 ? 'start of a person who did' : 'starts of people who did';
  return count === 1 ? 'person who did' : 'people who did';
}

function oftenWords({ cohortBy, interval }: RetentionSpec): string {
  switch (cohortBy ?? 'first_ever') {
    case 'first_ever':
      return ' for the first time';
    case 'first_in_range':
      return ' for the first time in these days';
    case 'recurring':
      return ` (each ${interval} in which they did counts)`;
  }
}
