/** Sessions as distributions that brush one another. */
import { computeZoneTable } from '../../../shared/base/time';
import { type BucketInterval, computeBuckets } from '../../../shared/base/time-buckets';
import { DAY_MS, HOUR_MS } from '../../../shared/base/time';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { Distribution } from '../../../shared/contract/sessions';
import { SESSION_COLUMNS, type SessionColumn } from '../../../shared/model/session';
import { countEdges, durationEdges } from '../../../shared/sessions/bins';
import { type Brush, Brushed, tallyCodes, tallyNumbers, topPlaces } from '../../../shared/sessions/crossfilter';
import { giveWay } from '../sequences/cooperate';
import type { View } from '../sequences/view';
import type { SessionTables } from '../sessions/session-store';
import { chosenSessions, type SessionParts, withSessions } from './session-selection';
import { type CodedValues, type NumberValues, sessionValues } from './session-values';

type Values = NumberValues | CodedValues;
type Brushes = NonNullable<CommandInput<'sessions.distributions'>['brushes']>;

const MAX_VALUES = 12;
/** Bars of time that a chart can still show apart. */
const MAX_BUCKETS = 62;
const DURATIONS: ReadonlySet<SessionColumn> = new Set(['durationSeconds', 'engagedSeconds']);

export async function sessionsDistributions(
  parts: SessionParts,
  { person, where, columns, brushes = {} }: CommandInput<'sessions.distributions'>,
): Promise<CommandOutput<'sessions.distributions'>> {
  if (columns.includes('id')) {
    return fail('invalid_request', 'Every session has an id of its own: choose another column.', { path: 'columns' });
  }
  return withSessions(parts, { person, where }, async (view, tables, choice) => {
    const items = (await chosenSessions(tables, choice)) ?? everySession(view);
    const brushed = await readBrushes(view, tables, brushes);
    const distributions: Distribution[] = [];
    for (const column of columns) {
      const values = await sessionValues(view, tables, column);
      const holds = brushed.holdsBut(column);
      distributions.push(
        values.type === 'numbers'
          ? { type: 'numbers', column, bins: binsOf(view, column, values, items, holds) }
          : { type: 'values', column, ...topOf(values, items, holds) },
      );
      await giveWay();
    }
    return distributions;
  });
}

const everySession = ({ sessions }: View): Uint32Array => Uint32Array.from({ length: sessions.length }, (_, i) => i);

async function readBrushes(view: View, tables: SessionTables, brushes: Brushes): Promise<Brushed> {
  const brushed = new Brushed(view.sessions.length);
  for (const [column, brush] of Object.entries(brushes) as [SessionColumn, Brushes[SessionColumn]][]) {
    if (brush === undefined) continue;
    const values = await sessionValues(view, tables, column);
    brushed.add(column, values, codedBrush(column, values, brush));
  }
  return brushed;
}

function codedBrush(column: SessionColumn, values: Values, brush: NonNullable<Brushes[SessionColumn]>): Brush {
  const [low, high] = brush;
  const isRange = typeof low === 'number' && typeof high === 'number';
  if (isRange !== (values.type === 'numbers')) {
    const wanted = values.type === 'numbers' ? 'two numbers, from and to' : 'a list of its values';
    return fail('invalid_request', `The brush on «${column}» must be ${wanted}.`, { path: `brushes.${column}` });
  }
  if (isRange) return [low, high];
  const picked: ReadonlySet<unknown> = new Set<unknown>(brush);
  const codes = new Set<number>(picked.has(null) ? [-1] : []);
  if (values.type === 'codes') {
    for (let code = 0; code < values.size; code++) if (picked.has(values.text(code))) codes.add(code);
  }
  return codes;
}

function binsOf(
  view: View,
  column: SessionColumn,
  { values }: NumberValues,
  items: Uint32Array,
  holds: (item: number) => boolean,
): { from: number; to: number; all: number; held: number }[] {
  let low = Infinity;
  let high = -Infinity;
  for (const item of items) {
    const value = values[item] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [];
  const edges = edgesOf(view, column, low, high);
  const { all, held } = tallyNumbers(values, edges, items, holds);
  return Array.from(all, (count, bin) => ({
    from: edges[bin] as number,
    to: edges[bin + 1] as number,
    all: count,
    held: held[bin] as number,
  }));
}

function edgesOf({ settings }: View, column: SessionColumn, low: number, high: number): ArrayLike<number> {
  if (SESSION_COLUMNS[column] !== 'time') return DURATIONS.has(column) ? durationEdges(high) : countEdges(high);
  const zone = computeZoneTable(settings.timezone, low, high);
  return computeBuckets(zone, intervalOf(high - low), settings.weekStart, low, high + 1);
}

/** The finest interval that gives few enough buckets. */
function intervalOf(spanMs: number): BucketInterval {
  if (spanMs <= MAX_BUCKETS * HOUR_MS) return 'hour';
  if (spanMs <= MAX_BUCKETS * DAY_MS) return 'day';
  return spanMs <= MAX_BUCKETS * 7 * DAY_MS ? 'week' : 'month';
}

function topOf(
  values: CodedValues,
  items: Uint32Array,
  holds: (item: number) => boolean,
): Omit<Extract<Distribution, { type: 'values' }>, 'type' | 'column'> {
  const { all, held } = tallyCodes(values.codes, values.size, items, holds);
  const textOf = (place: number): string | null => (place === 0 ? null : values.text(place - 1));
  // Values that are as frequent as each other in the order of their texts; none at all comes last.
  const places = topPlaces(all, MAX_VALUES, (a, b) => {
    const one = textOf(a);
    const other = textOf(b);
    if (one === null || other === null) return one === null ? 1 : -1;
    return one < other ? -1 : 1;
  });
  const sum = (counts: Uint32Array): number =>
    counts.reduce((total, count) => total + count, 0) -
    places.reduce((total, place) => total + (counts[place] as number), 0);
  return {
    values: places.map((place) => ({ value: textOf(place), all: all[place] as number, held: held[place] as number })),
    other: { all: sum(all), held: sum(held) },
  };
}
