/** Retention in words: its columns, its cohorts, the sentence above the grid. */
import { NONE, OTHER } from '../../../shared/insights/common';
import type { RetentionGrid, RetentionSpec } from '../../../shared/insights/retention/spec';
import { matcherTitle } from '../../parts/matcher-words';
import { phrase, type Phrase } from '../../parts/phrases';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { formatBucket, formatDay, formatShortDay } from '../../ui/time-format';

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
    phrase: isOwn ? `within the first ${spanWords(interval, 1)} after` : `later in the same ${interval}`,
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
            ? `${spanWords(interval, first)} or more after`
            : `${spanRange(interval, first, last + 1)} after`
          : `in ${interval}${several ? 's' : ''} ${range}${isOpen ? ' or later' : ''}`,
      };
    }),
  ];
}

/** A month counted from each person's own start has 30 days. */
function spanWords(interval: RetentionSpec['interval'], count: number): string {
  const hours = HOURS[interval] * count;
  return hours < 48 ? formatPlural(hours, 'hour') : formatPlural(hours / 24, 'day');
}

function spanRange(interval: RetentionSpec['interval'], from: number, to: number): string {
  const [first, last] = [HOURS[interval] * from, HOURS[interval] * to];
  return first < 48 && interval === 'hour' ? `${first} to ${last} hours` : `${first / 24} to ${last / 24} days`;
}

/** A cohort in the first column of the grid. `ms`: UTC, start of its bucket. */
export function cohortLabel(ms: number, interval: RetentionSpec['interval'], timeZone: string): string {
  switch (interval) {
    case 'hour':
      return formatBucket(ms, 'hour', timeZone);
    case 'day':
      return formatBucket(ms, 'day', timeZone).replace(/ \d{4}$/, '');
    case 'week':
      // Six days and a half on is within the week's last day, whatever the clocks do.
      return `${formatShortDay(ms, timeZone)} – ${formatShortDay(ms + 6.5 * 86_400_000, timeZone)}`;
    case 'month':
      return formatBucket(ms, 'month', timeZone);
  }
}

export const cohortTitle = (ms: number, interval: RetentionSpec['interval'], timeZone: string): string =>
  formatBucket(ms, interval, timeZone);

export const valueName = (value: string): string =>
  value === OTHER ? 'All others' : value === NONE ? 'No value' : value;

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

/** `Of 1,204 people who did Signed up for the first time between … and …, 38 % did Page view in week 1.` */
export function retentionSentence(spec: RetentionSpec, grid: RetentionGrid, timeZone: string): readonly Phrase[] {
  const start = matcherTitle(spec.start);
  const back = matcherTitle(spec.return);
  const first = grid.cohorts[0];
  const last = grid.cohorts.at(-1);
  const total = membersOf(grid);
  if (first === undefined || last === undefined || total === 0) {
    return spec.minCohort === undefined
      ? phrase`Nobody did ${start} in these days.`
      : phrase`No cohort of ${formatCount(spec.minCohort)} or more did ${start} in these days.`;
  }
  const column = spokenColumn(grid);
  const { members, returned } = columnSum(grid, column);
  const name = columnNames(spec)[column]?.phrase ?? '';
  const begins = Date.parse(first.start);
  const ends = Date.parse(last.start);
  const when =
    begins === ends
      ? ` in the ${spec.interval} of ${formatDay(begins, timeZone)}`
      : ` in the ${spec.interval}s of ${formatDay(begins, timeZone)} to ${formatDay(ends, timeZone)}`;
  if (members === 0) {
    return [
      { text: `${formatCount(total)} ${peopleWord(spec, total)} ` },
      { text: start, strong: true },
      { text: `${oftenWords(spec)}${when}; it is too early to say how many came back.` },
    ];
  }
  const isAll = members === total;
  return [
    ...phrase`Of ${formatCount(members)}`,
    { text: ` ${peopleWord(spec, members)} ` },
    { text: start, strong: true },
    { text: `${oftenWords(spec)}${isAll ? when : ''}, ` },
    { text: `${formatCount(returned)} (${formatShare(returned / members)})`, strong: true },
    { text: back === start ? ' did it again ' : ' did ' },
    ...(back === start ? [] : [{ text: back, strong: true }, { text: ' ' }]),
    { text: `${name}.` },
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

/** What to keep in mind when reading the grid. */
export function retentionNotes(spec: RetentionSpec, grid: RetentionGrid): readonly string[] {
  const column = spokenColumn(grid);
  const young = membersOf(grid) - columnSum(grid, column).members;
  const names = columnNames(spec);
  const thin = lastSolidColumn(grid) + 1;
  const thinMembers = columnSum(grid, thin).members;
  const hasRunning = grid.cohorts.some(({ complete }) => complete.includes(false));
  return [
    ...(young > 0
      ? [`${formatCount(young)} more joined too late to say: that ${periodWord(spec, column)} is not over for them.`]
      : []),
    ...(hasRunning
      ? ['Hatched cells are not over when the data ends: they may still grow, and no average counts them.']
      : []),
    ...(thin > 0 && thin < names.length && thinMembers > 0
      ? [
          `From ${names[thin]?.short.toLowerCase() ?? ''} on, averages rest on ${formatPlural(thinMembers, 'person', 'people')} or fewer.`,
        ]
      : []),
    ...(spec.minCohort === undefined ? [] : [`Cohorts of fewer than ${formatCount(spec.minCohort)} are left out.`]),
  ];
}

const periodWord = ({ interval, mode }: RetentionSpec, column: number): string =>
  typeof mode === 'object' && column > 0 ? 'bracket' : interval;
