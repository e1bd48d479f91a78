/**
 * Values of event properties by eid, as dictionary codes. A property is taken out of the JSON when it is first asked about,
 * with all others of the same question in one pass, and kept in tables; later only what arrived since is looked at.
 */
import { ensure } from '../../../shared/base/assert';
import type { Test } from '../../../shared/model/filter';
import { isGroupKey, type PropertyPath } from '../../../shared/model/property-path';
import { pathOf, type PredicateContext, printTestOfText, printTextNumber } from '../../../shared/sql/predicate';
import { sqlText } from '../../../shared/sql/quote';
import { inSteps } from '../sequences/cooperate';
import type { Counters } from '../store/counters';
import type { Database } from '../store/database';
import { WriteLock } from '../store/lock';
import { type NumericType, readColumns, readNumber } from '../store/read';
import { NEVER_ABORTED, throwIfTakenBack } from '../store/taken-back';
import { type CodeArray, codeArray, holdsCodes } from './code-array';
import { type Kept, PromotedTables } from './promoted-tables';
import { type Stretch, type Taken, takeOut } from './take-out';

interface Limits {
  /** More different values than this and a dictionary is no gain. */
  readonly texts: number;
  /** Taken out in one go, and written as one piece: a few of DuckDB's row groups for each thread. */
  readonly eventsPerStep: number;
  /** Fewer are looked at again after a restart: a piece of their own would cost more. */
  readonly leastWritten: number;
  /** Codes in memory beyond this are dropped, the longest unasked first; the tables still have them. */
  readonly bytes: () => number;
}

const LIMITS: Limits = {
  texts: 200_000,
  eventsPerStep: 983_040,
  leastWritten: 65_536,
  bytes: () => 256 * 1024 * 1024,
};
/** Room for events to come, so that not every one of them costs a copy. */
const GROWTH = 1.1;
const SPARE_EVENTS = 1_024;
/** Counted between two turns of others. */
const EVENTS_PER_TURN = 1 << 20;

/** One property's values. Arrays may be longer than what they cover. */
export interface PromotedColumn {
  /** By eid: 0 where the value is missing, else code + 1. */
  readonly codes: CodeArray;
  /** By code + 1: the value's place in {@link sorted}; -1 for missing. */
  readonly places: Int32Array;
  /** The values in text order. */
  readonly sorted: readonly string[];
}

interface Held extends PromotedColumn {
  /** As the tables know it: they may cover less than is held. */
  readonly kept: Kept;
  readonly covered: number;
  /** How many texts the dictionary in the tables has; between two steps `sorted` may have fewer. */
  readonly texts: number;
}

export class PromotedValues {
  private readonly held = new Map<string, Held>();
  private readonly wide = new Set<string>();
  private readonly turns = new WriteLock();
  private removals: number;
  private closed = false;

  private constructor(
    private readonly tables: PromotedTables,
    private readonly counters: Pick<Counters, 'nextEid' | 'removals'>,
    private readonly limits: Limits,
  ) {
    this.removals = counters.removals;
  }

  static async open(
    database: Database,
    counters: Pick<Counters, 'nextEid' | 'removals'>,
    limits: Partial<Limits> = {},
  ): Promise<PromotedValues> {
    const connection = await database.connect();
    const tables = new PromotedTables(connection);
    // Numbers of events that were taken out may have been given again.
    const covered = await readNumber(connection, 'SELECT coalesce(max(covered), 0)::BIGINT FROM promoted');
    if (covered > counters.nextEid) await tables.forget();
    return new PromotedValues(tables, counters, { ...LIMITS, ...limits });
  }

  /** Whether values of the path are texts of single events, and not known to be too many. */
  isPromotable(property: string): boolean {
    return isEventText(pathOf(property)) && !this.wide.has(property);
  }

  /**
   * Takes out at once what a question is about to ask for one by one. Once `signal` aborts it stops; what was taken out by
   * then is kept.
   */
  prepare(properties: Iterable<string>, nextEid: number, signal: AbortSignal = NEVER_ABORTED): Promise<void> {
    return this.turns.run(() => this.cover([...new Set(properties)], nextEid, signal));
  }

  /** The values of all events below `nextEid`; undefined where there are too many different ones. */
  column(property: string, nextEid: number): Promise<PromotedColumn | undefined> {
    return this.turns.run(() => this.upTo(property, nextEid));
  }

  /**
   * Of which values a positive test holds, by code + 1 as in {@link PromotedColumn.codes}; never of a missing one.
   * Undefined where the property is not promoted.
   */
  matching(
    test: Test,
    nextEid: number,
    context: PredicateContext,
  ): Promise<{ readonly codes: CodeArray; readonly holds: Uint8Array } | undefined> {
    return this.turns.run(async () => {
      const held = await this.upTo(test.property, nextEid);
      if (held === undefined) return undefined;
      const holds = new Uint8Array(held.places.length);
      await this.readTexts(held, 'code', ['u32'], printTestOfText(test, 'text', context), ([codes], rows) => {
        for (let row = 0; row < rows; row++) holds[(codes[row] as number) + 1] = 1;
      });
      return { codes: held.codes, holds };
    });
  }

  /** Values as numbers by code + 1, NaN where one is none. Undefined where the property is not promoted. */
  numbers(
    property: string,
    nextEid: number,
  ): Promise<{ readonly codes: CodeArray; readonly numbers: Float64Array } | undefined> {
    return this.turns.run(async () => {
      const held = await this.upTo(property, nextEid);
      if (held === undefined) return undefined;
      const numbers = new Float64Array(held.places.length).fill(Number.NaN);
      const number = printTextNumber(property, 'text');
      const columns = `code, (${number})::DOUBLE`;
      await this.readTexts(held, columns, ['u32', 'f64'], `(${number}) IS NOT NULL`, ([codes, values], rows) => {
        for (let row = 0; row < rows; row++) numbers[(codes[row] as number) + 1] = values[row] as number;
      });
      return { codes: held.codes, numbers };
    });
  }

  /** The most frequent values whose text contains `search`, with how many events have each. */
  mostFrequent(
    property: string,
    search: string,
    limit: number,
    nextEid: number,
  ): Promise<{ value: string; count: number }[] | undefined> {
    return this.turns.run(async () => {
      const held = await this.upTo(property, nextEid);
      if (held === undefined) return undefined;
      const { places, sorted } = held;
      const counts = await countCodes(held.codes, held.covered, places.length);
      const found: number[] = [];
      const isWanted = `contains(lower(text), lower(${sqlText(search)}))`;
      await this.readTexts(held, 'code', ['u32'], isWanted, ([codes], rows) => {
        for (let row = 0; row < rows; row++) found.push((codes[row] as number) + 1);
      });
      const countOf = (code: number): number => counts[code] as number;
      return found
        .filter((code) => countOf(code) > 0)
        .sort((a, b) => countOf(b) - countOf(a) || (places[a] as number) - (places[b] as number))
        .slice(0, limit)
        .map((code) => ({ value: sorted[places[code] as number] as string, count: countOf(code) }));
    });
  }

  /** Takes note of properties that nobody asked about yet: {@link refresh} takes them out too. */
  enter(properties: readonly string[]): Promise<void> {
    return this.turns.run(async () => {
      if (this.removals !== this.counters.removals) await this.startAnew();
      for (const property of properties) {
        if (this.closed || !this.isPromotable(property)) continue;
        const { wide } = await this.tables.enter(property);
        if (wide) this.wide.add(property);
      }
    });
  }

  /**
   * Takes what is noted or in use out of all events there are, so that the next question about it need not wait. Questions
   * come in between, after one piece at most. Throws once `signal` aborts, in the middle of a piece: what was taken out by
   * then is kept.
   */
  async refresh(signal: AbortSignal = NEVER_ABORTED): Promise<void> {
    while (!this.closed && (await this.turns.run(() => this.refreshStep(signal))));
  }

  /** After what is under way. */
  close(): Promise<void> {
    this.closed = true;
    return this.turns.run(async () => this.tables.connection.closeSync());
  }

  /** Of the codes in memory. */
  get bytes(): number {
    let bytes = 0;
    for (const { codes } of this.held.values()) bytes += codes.byteLength;
    return bytes;
  }

  private async upTo(property: string, nextEid: number): Promise<Held | undefined> {
    const known = this.held.get(property);
    if (known !== undefined) {
      // The longest unasked are dropped first.
      this.held.delete(property);
      this.held.set(property, known);
    }
    await this.cover([property], nextEid, NEVER_ABORTED);
    return this.held.get(property);
  }

  /** Holds the values of all events below `nextEid`, but of properties that are not promoted. */
  private async cover(properties: readonly string[], nextEid: number, signal: AbortSignal): Promise<void> {
    if (this.removals !== this.counters.removals) await this.startAnew();
    const wanted = properties.filter((property) => this.isPromotable(property));
    for (const property of wanted) if (!this.held.has(property)) await this.load(property, nextEid, signal);
    for (;;) {
      throwIfTakenBack(signal);
      const open = wanted.flatMap((property) => this.held.get(property) ?? []).filter((held) => held.covered < nextEid);
      if (open.length === 0) break;
      const { behind, from, to } = this.nextStep(open, nextEid);
      const sources = behind.map(({ kept }) => kept);
      const taken = await this.take(sources, { from, to }, signal);
      for (const held of behind) {
        const { property } = held.kept;
        const codes = taken.get(property);
        if (codes !== undefined) this.held.set(property, absorb(held, from, codes, nextEid));
      }
      await this.write(behind.flatMap(({ kept }) => this.held.get(kept.property) ?? []));
    }
    for (const property of wanted) await this.settle(property);
    this.makeRoom();
  }

  /** Those that are farthest behind, and how far they are taken: together with the next of the others, they go on as one. */
  private nextStep<T extends { readonly covered: number }>(
    open: readonly T[],
    nextEid: number,
  ): Stretch & { readonly behind: readonly T[] } {
    const from = open.reduce((least, { covered }) => Math.min(least, covered), nextEid);
    const others = open.reduce((least, { covered }) => (covered > from ? Math.min(least, covered) : least), nextEid);
    const to = Math.min(from + this.limits.eventsPerStep, others);
    return { behind: open.filter(({ covered }) => covered === from), from, to };
  }

  /** By property; those that turn out wide are not among them, and are marked. Throws once `signal` aborts. */
  private async take(
    sources: readonly Kept[],
    stretch: Stretch,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Taken>> {
    const { connection } = this.tables;
    const interrupt = (): void => connection.interrupt();
    signal.addEventListener('abort', interrupt);
    let found: Awaited<ReturnType<typeof takeOut>>;
    try {
      found = await takeOut(connection, sources, stretch, this.limits.texts);
    } catch (error) {
      throwIfTakenBack(signal);
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
    const taken = new Map<string, Taken>();
    for (const [place, source] of sources.entries()) {
      const codes = found[place];
      if (codes !== undefined) taken.set(source.property, codes);
      else {
        await this.tables.markWide(source);
        this.wide.add(source.property);
        this.held.delete(source.property);
      }
    }
    return taken;
  }

  /** Writes what is held and not yet in the tables, where it is worth it. */
  private async write(held: readonly Held[]): Promise<void> {
    const pieces = held
      .filter(({ kept, covered }) => covered - kept.covered >= this.limits.leastWritten)
      .map(({ kept, covered, codes }) => ({ source: kept, codes: codes.slice(kept.covered, covered) }));
    if (pieces.length === 0) return;
    await this.tables.append(pieces);
    for (const { source, codes } of pieces) this.wrote(source.property, source.covered + codes.length);
  }

  private wrote(property: string, covered: number): void {
    const held = this.held.get(property);
    if (held !== undefined) this.held.set(property, { ...held, kept: { ...held.kept, covered } });
  }

  /** One piece of all that is farthest behind; false where nothing is left to do. */
  private async refreshStep(signal: AbortSignal): Promise<boolean> {
    throwIfTakenBack(signal);
    const { nextEid } = this.counters;
    if (this.closed || this.removals !== this.counters.removals) return false;
    const open = (await this.tables.all()).filter(({ covered }) => covered < nextEid);
    if (open.length === 0) return false;
    const { behind, from, to } = this.nextStep(open, nextEid);
    const taken = await this.take(behind, { from, to }, signal);
    const pieces = behind.flatMap((source) => {
      const found = taken.get(source.property);
      return found === undefined ? [] : [{ source, codes: codeArray(to - from, found.texts, found.codes) }];
    });
    await this.tables.append(pieces);
    for (const { source } of pieces) {
      const held = this.held.get(source.property);
      const found = taken.get(source.property);
      if (held === undefined || found === undefined) continue;
      if (held.covered < to) this.held.set(source.property, absorb(held, from, found, nextEid));
      this.wrote(source.property, to);
    }
    return true;
  }

  /** What the tables have of events below `nextEid`. */
  private async load(property: string, nextEid: number, signal: AbortSignal): Promise<void> {
    const kept = await this.tables.enter(property);
    if (kept.wide) {
      this.wide.add(property);
      return;
    }
    const dictionary = await this.tables.dictionary(kept.id);
    const texts = dictionary.sorted.length;
    const codes = codeArray(roomFor(Math.max(nextEid, kept.covered)), texts);
    await this.tables.readPieces(kept.id, (first, piece) => codes.set(piece, first), signal);
    this.held.set(property, { ...dictionary, kept, texts, codes, covered: kept.covered });
  }

  /** Brings the dictionary in memory up to the texts that were learnt. */
  private async settle(property: string): Promise<void> {
    const held = this.held.get(property);
    if (held === undefined || held.texts === held.sorted.length) return;
    this.held.set(property, { ...held, ...(await this.tables.dictionary(held.kept.id)) });
  }

  private makeRoom(): void {
    let { bytes } = this;
    const most = this.limits.bytes();
    while (bytes > most && this.held.size > 1) {
      const [oldest, { codes }] = ensure(this.held.entries().next().value, 'oldest property');
      bytes -= codes.byteLength;
      this.held.delete(oldest);
    }
  }

  private readTexts<const Types extends readonly NumericType[]>(
    { kept }: Held,
    columns: string,
    types: Types,
    condition: string,
    onChunk: Parameters<typeof readColumns<Types>>[3],
  ): Promise<void> {
    const query = `SELECT ${columns} FROM promoted_texts WHERE id = ${kept.id} AND ${condition}`;
    return readColumns(this.tables.connection, query, types, onChunk);
  }

  /** Events were taken out: their values must not be counted any more. */
  private async startAnew(): Promise<void> {
    this.removals = this.counters.removals;
    this.held.clear();
    this.wide.clear();
    await this.tables.forget();
  }
}

const roomFor = (nextEid: number): number => Math.ceil(nextEid * GROWTH) + SPARE_EVENTS;

/** What is held, and what was taken out of the events from `from` on. What was handed out before stays as it is. */
function absorb(held: Held, from: number, { codes, texts }: Taken, nextEid: number): Held {
  const covered = from + codes.length;
  const fits = held.codes.length >= covered && holdsCodes(held.codes, texts);
  const array = fits ? held.codes : codeArray(roomFor(Math.max(covered, nextEid)), texts, held.codes);
  array.set(codes, from);
  return { ...held, codes: array, covered, texts };
}

/** How many of the first `length` events have each code plus one. */
async function countCodes(codes: CodeArray, length: number, count: number): Promise<Uint32Array> {
  const counts = new Uint32Array(count);
  await inSteps(length, EVENTS_PER_TURN, (from, to) => {
    for (let eid = from; eid < to; eid++) {
      const code = codes[eid] as number;
      counts[code] = (counts[code] as number) + 1;
    }
  });
  return counts;
}

/** Names and times are at hand in every view already. */
function isEventText(path: PropertyPath): boolean {
  if (path.of === 'properties' || isGroupKey(path)) return true;
  return path.of === 'field' && path.field !== 'event' && path.field !== 'timestamp';
}
