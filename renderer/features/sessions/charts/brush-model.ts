/**
 * Brushes: what the user holds on the charts, as the address and the engine write them, and where they lie on the bins
 * of a histogram. A range is closed, bins are half-open: a brush ends one step of the column's own resolution before
 * the next bin. Pure.
 */
import type { Brushes, Distribution } from '../../../../shared/contract/sessions';
import { brushesSchema } from '../../../../shared/contract/sessions';
import type { Filter } from '../../../../shared/model/filter';
import { SESSION_COLUMNS, type SessionColumn } from '../../../../shared/model/session';

export type Brush = NonNullable<Brushes[SessionColumn]>;
export type RangeBrush = [number, number];
export type Bins = Extract<Distribution, { type: 'numbers' }>['bins'];

export const isRange = (brush: Brush | undefined): brush is RangeBrush => typeof brush?.[0] === 'number';

/** The picked values; none where the brush is a range. */
export const pickedValues = (brush: Brush | undefined): readonly (string | null)[] =>
  brush === undefined || isRange(brush) ? [] : brush;

/** The brushes that an address holds; undefined where it holds what are none. */
export function parseBrushes(text: string | undefined): Brushes | undefined {
  if (text === undefined) return {};
  try {
    const parsed = brushesSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** undefined where nothing is held, so that the address stays short. */
export const printBrushes = (brushes: Brushes): string | undefined =>
  heldColumns(brushes).length === 0 ? undefined : JSON.stringify(brushes);

export const heldColumns = (brushes: Brushes): readonly SessionColumn[] =>
  (Object.keys(brushes) as SessionColumn[]).filter((column) => brushes[column] !== undefined);

export function withBrush(brushes: Brushes, column: SessionColumn, brush: Brush | undefined): Brushes {
  const { [column]: _before, ...others } = brushes;
  return brush === undefined ? others : { ...others, [column]: brush };
}

/** Takes a value up or lets it go; undefined where none is left. */
export function toggleValue(brush: Brush | undefined, value: string | null): Brush | undefined {
  const picked = pickedValues(brush);
  const next = picked.includes(value) ? picked.filter((each) => each !== value) : [...picked, value];
  return next.length === 0 ? undefined : next;
}

const propertyOf = (column: SessionColumn): string =>
  column.includes('.') ? `session["${column}"]` : `session.${column}`;

function brushFilter(column: SessionColumn, brush: Brush): Filter {
  const property = propertyOf(column);
  if (isRange(brush)) return { property, op: 'between', value: [...brush] };
  const texts = brush.filter((value) => value !== null);
  const parts: Filter[] = texts.length === 0 ? [] : [{ property, op: 'eq', value: texts }];
  if (texts.length < brush.length) parts.push({ property, op: 'is_not_set' });
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { any: parts };
}

/** What the brushes leave, as conditions that must all hold. */
export const brushFilters = (brushes: Brushes): readonly Filter[] =>
  heldColumns(brushes).flatMap((column) => {
    const brush = brushes[column];
    return brush === undefined ? [] : [brushFilter(column, brush)];
  });

const FRACTIONAL: ReadonlySet<SessionColumn> = new Set(['durationSeconds', 'engagedSeconds']);

/** The smallest difference between two values of a column: a count, a millisecond of a time or of a duration in s. */
const stepOf = (column: SessionColumn): number =>
  SESSION_COLUMNS[column] === 'time' || !FRACTIONAL.has(column) ? 1 : 0.001;

/** The range that holds exactly the bins from `first` to `last`, in either order. */
export function rangeOfBins(column: SessionColumn, bins: Bins, first: number, last: number): RangeBrush | undefined {
  const low = bins[Math.max(0, Math.min(first, last))];
  const high = bins[Math.min(bins.length - 1, Math.max(first, last))];
  if (low === undefined || high === undefined) return undefined;
  const to = high === bins.at(-1) ? high.to : high.to - stepOf(column);
  return [low.from, Math.max(low.from, Number(to.toFixed(3)))];
}

/** The bins that a range touches; undefined where it touches none. */
export function binsOfRange(
  bins: Bins,
  [from, to]: RangeBrush,
): { readonly first: number; readonly last: number } | undefined {
  const end = bins.length - 1;
  const first = bins.findIndex((bin, index) => bin.to > from || (index === end && bin.to === from));
  const last = bins.findLastIndex((bin) => bin.from <= to);
  return first < 0 || last < first ? undefined : { first, last };
}

/** Moves the brushed bins by `by`, as far as there are bins. */
export function shiftBins(
  held: { readonly first: number; readonly last: number },
  by: number,
  count: number,
): { readonly first: number; readonly last: number } {
  const step = Math.max(-held.first, Math.min(by, count - 1 - held.last));
  return { first: held.first + step, last: held.last + step };
}

const ZOOMS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000];

/**
 * How many times the held bars are drawn taller than the grey ones behind them: 1 while they can be seen, else a round
 * factor that keeps them below the tallest of all.
 */
export function heldZoom(all: readonly number[], held: readonly number[]): number {
  const mostHeld = Math.max(0, ...held);
  const most = Math.max(0, ...all);
  if (mostHeld === 0 || mostHeld >= most * 0.2) return 1;
  return ZOOMS.findLast((zoom) => mostHeld * zoom <= most) ?? 1;
}
