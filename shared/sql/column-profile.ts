/** What a column of a file that is not imported holds, shaped from what the quick look's SQL measured (quick-look.ts). */

export interface ColumnProfile {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'time' | 'json';
  /** 0 to 1. */
  readonly filled: number;
  readonly distinct: number;
  /** Smallest and largest: numbers as they are, times as UTC ms, texts in code-point order. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** The most frequent values, most frequent first; empty where nearly every value is different. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

type Measured = Readonly<Record<string, unknown>>;

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** Whether some values come often enough for a «most frequent». */
export function repeats(measures: Measured): boolean {
  const filled = number(measures['filled']);
  return filled > 0 && Math.min(number(measures['distinct_values']), filled) < filled * 0.8;
}

/** `top` are rows of value and n, empty where nothing {@link repeats}. */
export function shapeProfile(name: string, measures: Measured, top: readonly Measured[]): ColumnProfile {
  const filled = number(measures['filled']);
  const rows = number(measures['rows']);
  const type = typeOf(measures, filled);
  return {
    name,
    type,
    filled: rows === 0 ? 0 : filled / rows,
    distinct: Math.min(number(measures['distinct_values']), filled),
    ...extentOf(measures, type),
    top: top.map((row) => ({ value: typeof row['value'] === 'string' ? row['value'] : '', count: number(row['n']) })),
  };
}

/** What every filled value of the column can be read as. */
function typeOf(measures: Measured, filled: number): ColumnProfile['type'] {
  if (filled === 0) return 'text';
  const all = (count: unknown): boolean => number(count) === filled;
  if (all(measures['booleans'])) return 'boolean';
  if (all(measures['numbers'])) return 'number';
  if (all(measures['times'])) return 'time';
  return all(measures['jsons']) ? 'json' : 'text';
}

function extentOf(measures: Measured, type: ColumnProfile['type']): Pick<ColumnProfile, 'min' | 'max'> {
  const part = type === 'number' ? 'number' : type === 'time' ? 'time' : 'text';
  const min = measures[`min_${part}`];
  const max = measures[`max_${part}`];
  const fits = (value: unknown): value is number | string =>
    typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
  return fits(min) && fits(max) ? { min, max } : {};
}
