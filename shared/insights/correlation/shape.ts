/** Correlation shape: counts to two-by-two tables, and what can be said of them. */
import { falseDiscoveryRates } from '../../stats/false-discovery';
import { oddsRatio, testAssociation } from '../../stats/contingency';
import { compareText, valueOfCode } from '../breakdown-values';
import type { CorrelationPartial } from './fold';
import type { KeyCounts } from './key-counter';
import type { CorrelationParams } from './plan';
import type { CorrelationResult, CorrelationRow, CorrelationSpec } from './spec';

/** Up to this rate of false discoveries a row counts as a finding. */
export const FINDING_RATE = 0.05;

type Subject = Pick<CorrelationRow, 'event' | 'property' | 'value'>;
type Tested = Omit<CorrelationRow, 'qValue'>;

interface Counted {
  readonly subject: Subject;
  readonly converted: number;
  readonly notConverted: number;
}

export function shapeCorrelation(
  _spec: CorrelationSpec,
  params: CorrelationParams,
  partial: CorrelationPartial,
  dictionaries: readonly (readonly string[])[],
): CorrelationResult {
  const { converted, notConverted } = partial;
  const units = converted + notConverted;
  const counted = subjectsOf(params, dictionaries).flatMap((subjectOf, part) =>
    sumByKey(partial.counts[part] ?? []).map(([key, counts]) => ({ subject: subjectOf(key), ...counts })),
  );
  const tested = counted
    .filter((row) => {
      const did = row.converted + row.notConverted;
      return did >= params.minCount && did < units;
    })
    .map((row) => testRow(row, converted, notConverted));
  const rates = falseDiscoveryRates(tested.map(({ pValue }) => pValue));
  const rows = tested.map((row, index): CorrelationRow => ({ ...row, qValue: rates[index] as number })).sort(inOrder);
  return {
    kind: 'correlation',
    converted,
    notConverted,
    rows: rows.slice(0, params.limit),
    tested: tested.length,
    findings: rows.filter(isFinding).length,
    untested: counted.length - tested.length,
  };
}

/** By part of the partial, what a key is about. */
function subjectsOf(
  { names, ofEvents, ofUnits }: CorrelationParams,
  dictionaries: readonly (readonly string[])[],
): ((key: number) => Subject)[] {
  const textOf = (column: number, code: number): string => valueOfCode(dictionaries[column] ?? [], code);
  return [
    (key) => ({ event: textOf(names, key) }),
    ...ofEvents.map(({ property, column }) => {
      const values = dictionaries[column]?.length ?? 0;
      return (key: number): Subject => ({
        event: textOf(names, Math.floor(key / values)),
        property,
        value: textOf(column, key % values),
      });
    }),
    ...ofUnits.map(({ property, column }) => (key: number) => ({ property, value: textOf(column, key - 1) })),
  ];
}

function sumByKey(parts: readonly KeyCounts[]): [key: number, Omit<Counted, 'subject'>][] {
  const sums = new Map<number, { converted: number; notConverted: number }>();
  for (const { keys, converted, notConverted } of parts) {
    for (const [place, key] of keys.entries()) {
      const sum = sums.get(key) ?? { converted: 0, notConverted: 0 };
      sums.set(key, sum);
      sum.converted += converted[place] as number;
      sum.notConverted += notConverted[place] as number;
    }
  }
  return [...sums];
}

function testRow({ subject, converted: a, notConverted: b }: Counted, converted: number, notConverted: number): Tested {
  const table = { a, b, c: converted - a, d: notConverted - b };
  const { ratio, interval } = oddsRatio(table);
  return {
    ...subject,
    counts: { withConverted: a, withNot: b, withoutConverted: table.c, withoutNot: table.d },
    ...(converted > 0 ? { shareOfConverted: a / converted } : {}),
    ...(notConverted > 0 ? { shareOfNot: b / notConverted } : {}),
    ...(converted > 0 ? { lift: a / (a + b) / (converted / (converted + notConverted)) } : {}),
    oddsRatio: ratio,
    interval: [...interval],
    ...testAssociation(table),
  };
}

const isFinding = ({ qValue }: CorrelationRow): boolean => qValue <= FINDING_RATE;
const strength = ({ oddsRatio }: CorrelationRow): number => Math.abs(Math.log(oddsRatio));

/** Findings by the strength of their odds; the others by p-value, since great odds of a few people are chance. */
function inOrder(a: CorrelationRow, b: CorrelationRow): number {
  if (isFinding(a) !== isFinding(b)) return isFinding(a) ? -1 : 1;
  return (
    (isFinding(a) ? strength(b) - strength(a) : a.pValue - b.pValue || strength(b) - strength(a)) ||
    compareText(a.event ?? '', b.event ?? '') ||
    compareText(a.property ?? '', b.property ?? '') ||
    compareText(a.value ?? '', b.value ?? '')
  );
}
