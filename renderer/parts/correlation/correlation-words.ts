/** What the rows of a correlation say, in words. Pure. */
import { NONE } from '../../../shared/insights/common';
import type { CorrelationCell, CorrelationResult, CorrelationRow } from '../../../shared/insights/correlation/spec';
import { eventLabel } from '../../ui/event-label';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { propertyLabel } from '../property-words';

/** What the two groups are called. */
export interface GroupWords {
  /** `those who converted` */
  readonly yes: string;
  readonly no: string;
  readonly moreTitle: string;
  readonly lessTitle: string;
  readonly nobodyYes: string;
  readonly nobodyNo: string;
}

export const CONVERTED: GroupWords = {
  yes: 'those who converted',
  no: 'those who did not',
  moreTitle: 'More common among those who converted',
  lessTitle: 'Less common among those who converted',
  nobodyYes: 'Nobody converted, so there is nothing to compare.',
  nobodyNo: 'Everybody converted, so there is nothing to compare.',
};
export const IN_SEGMENT: GroupWords = {
  yes: 'the segment',
  no: 'the others',
  moreTitle: 'More common in the segment',
  lessTitle: 'Less common in the segment',
  nobodyYes: 'Nobody in these days belongs to the segment, so there is nothing to compare.',
  nobodyNo: 'Nobody in these days is outside the segment, so there is nothing to compare it with.',
};

/** Below this many in either group, figures are to be read with care. */
const FEW = 30;
/** Up to this rate of false discoveries a row counts as a finding. */
const FINDING_RATE = 0.05;

export const isFinding = ({ qValue }: CorrelationRow): boolean => qValue <= FINDING_RATE;

export type Subject = Pick<CorrelationRow, 'event' | 'property' | 'value'>;

export const subjectOf = ({ event, property, value }: CorrelationRow): Subject => ({
  ...(event === undefined ? {} : { event }),
  ...(property === undefined ? {} : { property }),
  ...(value === undefined ? {} : { value }),
});

/** Names a row among all rows. */
export const subjectKey = ({ event, property, value }: Subject): string => JSON.stringify([event, property, value]);

/** `plan is pro`; undefined for an event alone. */
export function valueWords({ property, value }: Subject): string | undefined {
  if (property === undefined) return undefined;
  return value === NONE ? `${propertyLabel(property)} is not known` : `${propertyLabel(property)} is ${value ?? ''}`;
}

/** `Help opened, topic is price`. */
export function subjectWords(subject: Subject): string {
  const value = valueWords(subject);
  const { event } = subject;
  if (event === undefined) return value ?? '';
  return value === undefined ? eventLabel(event) : `${eventLabel(event)}, ${value}`;
}

/** Of whom a row tells: people did an event, and have a value. */
const verb = ({ event }: Subject): string => (event === undefined ? 'were so' : 'did it');

/** `62 % of those who converted did it, 18 % of those who did not` */
export function shareWords(row: CorrelationRow, words: GroupWords): string {
  const own = `${formatShare(row.shareOfConverted)} of ${words.yes} ${verb(row)}`;
  return `${own}, ${formatShare(row.shareOfNot)} of ${words.no}`;
}

/** How sure it is that the two groups differ at all. */
export function certaintyWords({ qValue }: CorrelationRow): string {
  if (qValue <= 0.001) return 'very sure';
  if (qValue <= 0.01) return 'sure';
  if (qValue <= FINDING_RATE) return 'likely';
  return 'may be chance';
}

/** 0.0312 → `0.031`; never 0. */
export function formatProbability(p: number): string {
  if (p < 0.0001) return '< 0.0001';
  return p >= 0.9995 ? '1' : String(Number(p.toPrecision(2)));
}

/** The numbers behind a row, for who wants them all. */
export function testWords(row: CorrelationRow, tested: number): string {
  const name = row.test === 'fisher' ? 'Fisher’s exact test' : 'χ² test';
  return `p ${formatProbability(row.pValue)} by ${name}; q ${formatProbability(row.qValue)} among ${formatCount(tested)} tested`;
}

/** `Odds 5.2 times as high; 95 % sure to lie between 3.1 and 8.7 times.` */
export function oddsWords({ oddsRatio, interval }: CorrelationRow): string {
  const times = (ratio: number): string => (ratio >= 100 ? formatCount(ratio) : String(Number(ratio.toPrecision(2))));
  return `The odds are ${times(oddsRatio)} times as high; 95 % sure to lie between ${times(interval[0])} and ${times(interval[1])} times`;
}

export interface CorrelationSections {
  /** More common among those who converted, findings alone, strongest first. */
  readonly more: readonly CorrelationRow[];
  readonly less: readonly CorrelationRow[];
  /** No finding. */
  readonly rest: readonly CorrelationRow[];
}

export const sectionsOf = ({ rows }: CorrelationResult): CorrelationSections => ({
  more: rows.filter((row) => isFinding(row) && row.oddsRatio > 1),
  less: rows.filter((row) => isFinding(row) && row.oddsRatio < 1),
  rest: rows.filter((row) => !isFinding(row)),
});

/** What to keep in mind when reading the rows; most important first. */
export function cautions({ converted, notConverted, rows }: CorrelationResult): readonly string[] {
  const notes: string[] = [];
  if (rows.some((row) => isFinding(row) && row.counts.withoutConverted === 0)) {
    notes.push('What all of them did (100 %) may be a part of the way there, rather than a reason to go it.');
  }
  if (Math.min(converted, notConverted) < FEW) {
    notes.push(
      `${formatCount(converted)} against ${formatCount(notConverted)} are few: expect wide ranges, and surprises when more come.`,
    );
  }
  notes.push('What goes together need not cause: keen people do more of everything. Try it out before you bet on it.');
  return notes;
}

/** Why there is nothing to compare; undefined where there is. */
export function nothingWords(
  { converted, notConverted, tested, untested }: CorrelationResult,
  words: GroupWords,
): string | undefined {
  if (converted === 0) return words.nobodyYes;
  if (notConverted === 0) return words.nobodyNo;
  if (tested > 0) return undefined;
  return untested === 0
    ? 'Nobody did anything else in that time.'
    : `${formatPlural(untested, 'thing was', 'things were')} done by too few people, or by all, to tell a difference.`;
}

/** What the persons of one field of a row's table are called. */
export function cellWords(
  cell: CorrelationCell,
  words: GroupWords,
): { readonly title: string; readonly subtitle: string } {
  const did = cell.event === undefined ? ['it is so', 'it is not so'] : ['did it', 'did not do it'];
  return {
    title: subjectWords(cell),
    subtitle: `${cell.did ? did[0] : did[1]}, of ${cell.converted ? words.yes : words.no}`,
  };
}
