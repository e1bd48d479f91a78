/**
 * Texts that stand for «nothing» in a table, told from samples. Only `\N` is ever taken for that unasked, and only where
 * the rest of the file bears it out; the others may be words that people use, so they are offered.
 */
import type { GuessColumn } from './guess';

export interface NullMarker {
  /** As it stands in the cells, without blanks around it. */
  readonly text: string;
  /** The columns it was seen in. */
  readonly columns: readonly string[];
  /** It is read as empty unless somebody says otherwise. */
  readonly isAssumed: boolean;
  /** Why it is assumed, or why not. */
  readonly reason: string;
}

/** How PostgreSQL's COPY, MySQL and ClickHouse write NULL into text. */
const DUMPED = '\\N';
/** Others that programs write; the surer ones first. */
const OFFERED = [
  'NULL',
  'null',
  '(null)',
  '<null>',
  'NaN',
  'nan',
  'None',
  'nil',
  'N/A',
  'n/a',
  '#N/A',
  'NA',
  '-',
  '--',
];

const PLAIN: readonly { readonly what: string; readonly test: RegExp }[] = [
  { what: 'numbers', test: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/ },
  { what: 'times', test: /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$/ },
  { what: 'yes or no', test: /^(true|false|t|f)$/i },
  { what: 'JSON', test: /^[{[]/ },
];

/** What all other values of the column are, where they are of one plain kind. */
function plainKind(column: GuessColumn, marker: string): string | undefined {
  const others = column.samples.map((sample) => sample.trim()).filter((sample) => sample !== '' && sample !== marker);
  return others.length === 0 ? undefined : PLAIN.find(({ test }) => others.every((value) => test.test(value)))?.what;
}

const listed = (columns: readonly GuessColumn[]): string =>
  columns.length > 3
    ? `${columns.length} columns`
    : columns.map(({ name }) => `«${name}»`).join(columns.length === 2 ? ' and ' : ', ');

/** The markers that the samples hold, those that are assumed first. */
export function findNullMarkers(columns: readonly GuessColumn[]): readonly NullMarker[] {
  return [DUMPED, ...OFFERED].flatMap((text): NullMarker[] => {
    const holding = columns.filter(({ samples }) => samples.some((sample) => sample.trim() === text));
    if (holding.length === 0) return [];
    const found = { text, columns: holding.map(({ name }) => name) };
    if (text !== DUMPED) {
      return [
        { ...found, isAssumed: false, reason: `It stands in ${listed(holding)}, and may be a value like any other.` },
      ];
    }
    for (const column of holding) {
      const kind = plainKind(column, text);
      if (kind !== undefined) {
        return [
          { ...found, isAssumed: true, reason: `«${column.name}» holds ${kind} otherwise: so databases dump NULL.` },
        ];
      }
    }
    return holding.length > 1
      ? [{ ...found, isAssumed: true, reason: `It stands in ${listed(holding)}: so databases dump NULL.` }]
      : [{ ...found, isAssumed: false, reason: `It stands in ${listed(holding)} alone, among other texts.` }];
  });
}

/** The columns as they are where `markers` mean nothing. */
export function withoutMarkers(columns: readonly GuessColumn[], markers: readonly string[]): readonly GuessColumn[] {
  if (markers.length === 0) return columns;
  const gone = new Set(markers);
  return columns.map((column) => {
    if (!column.samples.some((sample) => gone.has(sample.trim()))) return column;
    const samples = column.samples.map((sample) => (gone.has(sample.trim()) ? '' : sample));
    const filled = new Set(samples.filter((sample) => sample.trim() !== ''));
    const { distinct: _, rows: __, ...rest } = column;
    // What was counted of the whole column counted the markers too.
    return {
      ...rest,
      samples,
      ...(column.distinct === undefined ? {} : { distinct: filled.size, rows: samples.length }),
    };
  });
}
