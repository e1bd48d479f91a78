/** Runs an insight over a logged event list as the engine would: plan, needs, fold by ranges, merge, shape. */
import { deepStrictEqual } from 'node:assert/strict';
import { bitmapAdd, bitmapWords, type Bitmap } from '../../shared/base/bitmap';
import type { DrillUnits, FoldInput, Insight, Needs, PlanContext } from '../../shared/insights/insight';
import type { BucketColumn } from '../../shared/insights/bucket-column';
import { cleanNames } from '../../shared/insights/clean-names';
import { type Filter, isBehaviour } from '../../shared/model/filter';
import { type PackedInput, Unpacker } from '../../shared/insights/packed';
import type { Sequences } from '../../shared/model/sequences';
import { matchesFilter, propertyOf } from './filters';
import { bucketColumnOf } from './bucket-column';
import { holds } from './oracles/behaviours';
import type { LoggedEvent } from './event-log';

export interface RunOptions {
  readonly context?: Partial<PlanContext>;
  /** Person indexes at which the fold is cut into ranges. */
  readonly cuts?: readonly number[];
  /** Numbers the dictionary codes and persons the other way round, which must change nothing. */
  readonly reversed?: boolean;
}

interface World {
  /** In the order of the sequences. */
  readonly events: readonly LoggedEvent[];
  readonly persons: readonly string[];
  readonly sequences: Sequences;
}

const NEVER = (): boolean => false;

const WIDTHS = [Uint8Array, Uint16Array, Uint32Array] as const;

/** The same with every column packed, each in another width, so that the input of no fold is handed on as it is. */
function packInput(input: FoldInput): PackedInput {
  const columns = [...input.codes, new Int32Array(input.sequences.length).fill(-1)];
  return {
    ...input,
    codes: columns.map((codes, column) => {
      const Width = WIDTHS[column % WIDTHS.length] ?? Uint32Array;
      return Width.from(Array.from(codes, (code) => code + 1));
    }),
    numbers: input.numbers.map((numbers, column) => {
      const values = Float64Array.from(new Set([NaN, ...numbers]));
      const Width = WIDTHS[column % WIDTHS.length] ?? Uint32Array;
      const places = Array.from(numbers, (number) => values.findIndex((each) => Object.is(each, number)));
      return { values, codes: Width.from(places) };
    }),
  };
}

export function computeWorld(log: readonly LoggedEvent[], reversed = false): World {
  const persons = [...new Set(log.map(({ person }) => person))];
  if (reversed) persons.reverse();
  const byOrder = (a: LoggedEvent, b: LoggedEvent): number => a.time - b.time || (a.id < b.id ? -1 : 1);
  const own = new Map<string, LoggedEvent[]>(persons.map((person) => [person, []]));
  for (const event of log) own.get(event.person)?.push(event);
  const perPerson = persons.map((person) => (own.get(person) ?? []).sort(byOrder));
  const events = perPerson.flat();
  const offsets = new Uint32Array(persons.length + 1);
  perPerson.forEach((events, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + events.length;
  });
  let session = -1;
  let current = '';
  const sessions = events.map((event) => {
    if (event.session === '') return -1;
    if (event.session !== current) session += 1;
    current = event.session;
    return session;
  });
  return {
    events,
    persons,
    sequences: {
      persons: persons.length,
      length: events.length,
      offsets,
      time: Float64Array.from(events, ({ time }) => time),
      name: new Int32Array(events.length),
      session: Int32Array.from(sessions),
      eid: Uint32Array.from(events.keys()),
    },
  };
}

function bitmapOf(world: World, filter: Filter): Bitmap {
  // A filter over persons keeps all events of those of whom it holds.
  const keeps = (event: LoggedEvent, part: Filter): boolean => {
    if ('all' in part) return part.all.every((each) => keeps(event, each));
    if ('any' in part) return part.any.some((each) => keeps(event, each));
    if ('not' in part) return !keeps(event, part.not);
    if (!isBehaviour(part)) return matchesFilter(event, part);
    return holds(
      part,
      world.events.filter(({ person }) => person === event.person),
    );
  };
  const bitmap = new Uint32Array(bitmapWords(world.events.length));
  world.events.forEach((event, position) => {
    if (keeps(event, filter)) bitmapAdd(bitmap, position);
  });
  return bitmap;
}

const bucketsOf = ({ sequences }: World, needs: Needs): BucketColumn[] =>
  (needs.buckets ?? []).map((boundaries) => bucketColumnOf(sequences, boundaries));

function meetNeeds(world: World, needs: Needs, reversed: boolean): { input: FoldInput; dictionaries: string[][] } {
  const texts = needs.codeColumns.map((path) => world.events.map((event) => propertyOf(event, path)));
  const dictionaries = texts.map((values) => {
    const dictionary = [...new Set(values.filter((value) => value !== undefined).map(String))];
    return reversed ? dictionary.reverse() : dictionary;
  });
  const cleaned = (needs.cleaned ?? []).map(({ column, cleaning }) => cleanNames(dictionaries[column] ?? [], cleaning));
  return {
    input: {
      sequences: world.sequences,
      predicates: needs.predicates.map((filter) => bitmapOf(world, filter)),
      codes: texts.map((values, column) =>
        Int32Array.from(values, (value) =>
          value === undefined ? -1 : (dictionaries[column]?.indexOf(String(value)) ?? -1),
        ),
      ),
      codeSizes: dictionaries.map((dictionary) => dictionary.length),
      numbers: needs.numberColumns.map((path) =>
        Float64Array.from(world.events, (event) => {
          const value = propertyOf(event, path);
          return typeof value === 'number' ? value : Number.NaN;
        }),
      ),
      tables: cleaned.map(({ table }) => table),
    },
    dictionaries: [...dictionaries, ...cleaned.map(({ names }) => [...names])],
  };
}

export function contextFor(log: readonly LoggedEvent[], context: Partial<PlanContext> = {}): PlanContext {
  let [from, to] = [Infinity, -Infinity];
  for (const { time } of log) [from, to] = [Math.min(from, time), Math.max(to, time)];
  return {
    timezone: 'UTC',
    weekStart: 'monday',
    now: Math.max(0, to),
    extent: log.length === 0 ? undefined : { from, to },
    ...context,
  };
}

export function runInsight<Spec, Params, Part, Result, Cell>(
  insight: Insight<Spec, Params, Part, Result, Cell>,
  spec: unknown,
  log: readonly LoggedEvent[],
  { context, cuts = [], reversed = false }: RunOptions = {},
): Result {
  const parsed = insight.spec.parse(spec);
  const world = computeWorld(log, reversed);
  const { needs, params } = structuredClone(insight.plan(parsed, contextFor(log, context)));
  const { input, dictionaries } = meetNeeds(world, needs, reversed);
  const bounds = [0, ...[...new Set(cuts)].filter((cut) => cut > 0).sort((a, b) => a - b), world.persons.length].map(
    (bound) => Math.min(bound, world.persons.length),
  );
  const packed = { ...packInput(input), few: needs.few ?? [], buckets: bucketsOf(world, needs) };
  const unpacker = new Unpacker();
  const partials = bounds.slice(1).map((to, index) => {
    const range = { from: Math.min(bounds[index] ?? 0, to), to };
    const whole = structuredClone(insight.fold(input, params, range, NEVER));
    // Given its range alone, out of packed columns, with the buckets of events at hand, a fold says the same.
    const ofWindow = structuredClone(insight.fold(unpacker.inputOf(packed, range), params, range, NEVER));
    deepStrictEqual(ofWindow, whole);
    return whole;
  });
  const merged = partials.reduce((a, b) => structuredClone(insight.merge(a, b)));
  return insight.result.parse(insight.shape(parsed, params, merged, dictionaries));
}

/** The persons and event ids behind a cell. */
export function drillInsight<Spec, Params, Part, Result, Cell>(
  insight: Insight<Spec, Params, Part, Result, Cell>,
  spec: unknown,
  log: readonly LoggedEvent[],
  cell: unknown,
  { context, reversed = false }: RunOptions = {},
): Record<string, string[]> {
  const parsed = insight.spec.parse(spec);
  const world = computeWorld(log, reversed);
  const { needs, params } = insight.plan(parsed, contextFor(log, context));
  const { input, dictionaries } = meetNeeds(world, needs, reversed);
  const range = { from: 0, to: world.persons.length };
  const units: DrillUnits = insight.drill(input, params, insight.cell.parse(cell), range, dictionaries);
  return Object.fromEntries(
    units.persons.map((person, index) => [
      world.persons[person] ?? '',
      (units.positions[index] ?? []).map((position) => world.events[position]?.id ?? ''),
    ]),
  );
}
