/** From a spec to its result: plan → needs → folds → shape, and from a cell to the persons behind it. */
import type { Bitmap } from '../../../shared/base/bitmap';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { CommandInput, CommandOutput, PersonRow } from '../../../shared/contract/commands';
import { ensure } from '../../../shared/base/assert';
import type { BucketColumn } from '../../../shared/insights/bucket-column';
import type { DrillUnits, Plan } from '../../../shared/insights/insight';
import { cleanNames } from '../../../shared/insights/clean-names';
import { countedTypes } from '../../../shared/insights/explain/warnings/groups';
import { type PackedInput, Unpacker, unpackAll } from '../../../shared/insights/packed';
import { PERSONS_PER_LOOK } from '../../../shared/insights/matches';
import { type AnyInsight, insightOf } from '../../../shared/insights/registry';
import type { FoldSpec, InsightResult } from '../../../shared/insights/specs';
import type { SentInput } from '../folds/messages';
import type { FoldPool } from '../folds/pool';
import { moved, opened } from '../folds/run-task';
import { groupRows } from '../groups/group-rows';
import type { GroupSequences } from '../groups/group-sequences';
import type { GroupStore } from '../groups/group-store';
import type { GroupsAsked } from '../groups/group-values';
import type { GroupedView } from '../groups/grouped-view';
import { cooperate, type Steps } from '../sequences/cooperate';
import { sentSequences } from '../ranges/sent';
import type { NumbersAnywhere } from '../ranges/wide-column';
import type { Dataset } from '../sequences/dataset';
import { sharedArrays } from '../sequences/order';
import type { View } from '../sequences/view';
import type { SavedStore } from '../saved/saved-store';
import type { SessionStore } from '../sessions/session-store';
import { takenBack } from '../store/taken-back';
import { Turns } from '../turns';
import { Answers } from './answers';
import type { BucketColumns } from './bucket-columns';
import type { ColumnCache, PackedColumn } from './column-cache';
import { contextOf, filterKey } from './filter-key';
import { countMatches, type Explainer } from './explainer';
import type { PredicateCache } from './predicate-cache';

/** More than cores, so that one may wait for the database while another is folded. */
const QUESTIONS_AT_ONCE = 3;
const MAX_EVIDENCE = 20;
const SAMPLE_PERSONS = 10;
const MAX_KEPT_DRILLS = 8;
const MAX_KEPT_ANSWERS = 64;

/** A spec without references to what is saved, and the version of that. */
interface Expanded {
  readonly value: FoldSpec;
  readonly version: number;
}

interface Planned extends Plan<unknown> {
  /** Without references to what is saved. */
  readonly spec: FoldSpec;
  readonly view: View;
  /** Of the view and of what is saved: equal versions are equal answers. */
  readonly version: number;
  /** UTC ms: what the spec's relative times count back from. */
  readonly now: number;
}

interface Resolved {
  readonly view: View;
  readonly params: unknown;
  readonly input: SentInput;
  /** The plan's predicates over the positions of the view. */
  readonly predicates: readonly Bitmap[];
  /** Where groups take the place of persons. */
  readonly groups: { readonly asked: GroupsAsked; readonly view: GroupedView } | undefined;
  readonly dictionaries: readonly (readonly string[])[];
  readonly sql: readonly string[];
}

interface Answer {
  readonly result: InsightResult;
  /** Events by predicate, for those who explain the result; and of those the ones of groups, where groups are counted. */
  readonly matched: ReadonlyMap<string, number>;
  readonly grouped: ReadonlyMap<string, number>;
}

export class InsightRunner {
  private readonly drills = new Map<string, DrillUnits>();
  private readonly answers = new Answers<Answer>(MAX_KEPT_ANSWERS);
  private readonly turns = new Turns(QUESTIONS_AT_ONCE);

  constructor(
    private readonly dataset: Pick<Dataset, 'current'> & Partial<Pick<Dataset, 'asked'>>,
    private readonly predicates: PredicateCache,
    private readonly columns: ColumnCache,
    private readonly buckets: BucketColumns,
    private readonly pool: FoldPool,
    private readonly sessions: SessionStore,
    private readonly saved: Pick<SavedStore, 'expanded'>,
    private readonly explainer: Explainer,
    private readonly groups: { readonly store: GroupStore; readonly sequences: GroupSequences },
  ) {}

  /**
   * Equal specs share one answer until the data changes. Many that are asked at once are worked out a few at a time: all at
   * once would take as long, hold as many views, and keep commits waiting behind them. A view that was made since a
   * question was asked will do for it, so that those who waited share what is made of one.
   */
  async run(spec: FoldSpec, signal: AbortSignal): Promise<InsightResult> {
    const expanded = await this.saved.expanded(spec, 'spec');
    const asked = this.dataset.asked?.();
    if (!(await this.turns.enter(signal))) throw takenBack();
    try {
      return await this.answer(spec, await this.planOf(expanded, asked), signal);
    } finally {
      this.turns.leave();
    }
  }

  private async answer(spec: FoldSpec, planned: Planned, signal: AbortSignal): Promise<InsightResult> {
    const { result, matched, grouped } = await this.answers.get(keyOf(planned), signal, (wanted) =>
      this.compute(planned, wanted),
    );
    const groups =
      countedTypes(planned.spec).length === 0
        ? undefined
        : { types: await this.groups.store.types(planned.view), matched: grouped };
    const explained = await this.explainer.explain({ ...planned, asked: spec, matched, groups }, result);
    // It may have been computed before something was saved that it does not refer to.
    return { ...result, meta: { ...result.meta, ...explained, dataVersion: planned.version } };
  }

  private async compute(planned: Planned, signal: AbortSignal): Promise<Answer> {
    const { spec } = planned;
    const started = performance.now();
    const insight = insightOf(spec.kind);
    const { view, params, input, predicates, dictionaries, sql } = await this.meet(planned, signal);
    const merged = await this.folded(spec, params, input, signal);
    const shaped = insight.shape(spec, params, merged, dictionaries);
    const result = {
      ...(shaped as object),
      ...(spec.kind === 'segment' ? { sample: await this.sample(insight, params, input, view) } : {}),
      meta: {
        engine: 'native',
        rowsScanned: view.sequences.length,
        elapsedMs: Math.round((performance.now() - started) * 10) / 10,
        computedAt: new Date().toISOString(),
        dataVersion: planned.version,
        ...(sql.length > 0 ? { sql: [...sql] } : {}),
      },
    } as InsightResult;
    const matched = countMatches(planned.needs.predicates, predicates, view.sequences.length);
    const grouped =
      input.predicates === predicates
        ? matched
        : countMatches(planned.needs.predicates, input.predicates, input.sequences.length);
    return { result, matched, grouped };
  }

  /**
   * Persons behind a cell in the order in which they were first seen, or groups in the order of their keys, a page at a
   * time; the cursor is the last id or key of the page before.
   */
  async drill(
    { spec, cell, limit, cursor }: CommandInput<'insight.drill'>,
    signal: AbortSignal,
  ): Promise<CommandOutput<'insight.drill'>> {
    const planned = await this.plan(spec);
    const resolved = await this.meet(planned, signal);
    const { view, groups } = resolved;
    const units = await this.units(`${keyOf(planned)} ${canonicalJson(cell)}`, planned.spec, cell, resolved, signal);
    // Person indexes are in the order of first sight, so the cursor's place is found by its person's.
    const placeOf = (id: string): number => groups?.view.keys.indexOf(id) ?? view.personIndex(id) ?? -1;
    const after = cursor === undefined ? -1 : placeOf(cursor);
    const entries = units.persons
      .map((person, i) => ({ person, positions: units.positions[i] ?? [] }))
      .sort((a, b) => a.person - b.person);
    const start = entries.findIndex(({ person }) => person > after);
    const page = start < 0 ? [] : entries.slice(start, start + limit);
    const more = start >= 0 && start + limit < entries.length;
    if (groups !== undefined) {
      const units = page.map(({ person: group, positions }) => ({ group, positions }));
      const rows = await groupRows(this.groups.store, groups.asked, groups.view, units);
      const last = rows.at(-1);
      const next = more && last !== undefined ? { nextCursor: last.key } : {};
      return { total: entries.length, rows: [], groups: rows, ...next };
    }
    const rows = await this.sessions.with(view, async () =>
      page.map(({ person, positions }) => this.row(view, person, positions)),
    );
    const last = rows.at(-1);
    return { total: entries.length, rows, ...(more && last !== undefined ? { nextCursor: last.person } : {}) };
  }

  /** What the fold says of all persons. */
  private async folded(spec: FoldSpec, params: unknown, input: SentInput, signal: AbortSignal): Promise<unknown> {
    const insight = insightOf(spec.kind);
    const partials = await this.pool.run({ kind: spec.kind, work: 'fold', input, params }, input.sequences, signal);
    return partials.reduce((a, b) => insight.merge(a, b));
  }

  private async units(
    key: string,
    spec: FoldSpec,
    cell: unknown,
    resolved: Resolved,
    signal: AbortSignal,
  ): Promise<DrillUnits> {
    const { params, input, dictionaries } = resolved;
    const { sequences } = input;
    const known = this.drills.get(key);
    if (known !== undefined) return known;
    const job = { kind: spec.kind, params, cell, dictionaries };
    const parts = (await this.pool.run(
      'pieces' in sequences
        ? { ...job, work: 'drill range', input, everyone: await this.folded(spec, params, input, signal) }
        : { ...job, work: 'drill', input: unpackAll({ ...opened(input), sequences }, sharedArrays) },
      sequences,
      signal,
    )) as DrillUnits[];
    const units: DrillUnits = {
      unit: 'persons',
      persons: parts.flatMap((part) => part.persons),
      positions: parts.flatMap((part) => part.positions),
    };
    this.drills.set(key, units);
    if (this.drills.size > MAX_KEPT_DRILLS) this.drills.delete(ensure(this.drills.keys().next().value, 'oldest drill'));
    return units;
  }

  /** The first few persons of a segment. */
  private async sample(insight: AnyInsight, params: unknown, input: SentInput, view: View): Promise<PersonRow[]> {
    const { persons, positions } = await cooperate(firstUnits(insight, params, opened(input), { belongs: true }));
    return this.sessions.with(view, async () => persons.map((person, i) => this.row(view, person, positions[i] ?? [])));
  }

  private row(view: View, person: number, positions: readonly number[]): PersonRow {
    const { sequences, names } = view;
    const from = sequences.offsets[person] as number;
    const to = sequences.offsets[person + 1] as number;
    return {
      person: idOf(view, person),
      ids: [...new Set(view.membersOf(person).map(({ id }) => id))],
      events: to - from,
      firstSeen: sequences.at('time', from),
      lastSeen: sequences.at('time', to - 1),
      evidence: positions.slice(0, MAX_EVIDENCE).map((position) => {
        const session = sequences.at('session', position);
        return {
          eid: sequences.at('eid', position),
          event: names[sequences.at('name', position)] as string,
          timestamp: sequences.at('time', position),
          session: session < 0 ? '' : this.sessions.idOf(session),
        };
      }),
    };
  }

  private async plan(spec: FoldSpec): Promise<Planned> {
    return this.planOf(await this.saved.expanded(spec, 'spec'));
  }

  /** First what is saved, then the data: of two questions none has the later of the one and the earlier of the other. */
  private async planOf({ value: spec, version }: Expanded, wanted?: number): Promise<Planned> {
    const view = await this.dataset.current(wanted);
    const now = Date.now();
    return {
      ...insightOf(spec.kind).plan(spec, contextOf(view, now)),
      spec,
      view,
      version: view.version + version,
      now,
    };
  }

  /** What the plan needs, made or found. */
  private async meet({ view, now, needs, params }: Planned, signal: AbortSignal): Promise<Resolved> {
    const sql: string[] = [];
    const values = this.predicates.properties(needs.predicates, view, now);
    await this.columns.prepare({ values, codes: needs.codeColumns, numbers: needs.numberColumns }, view, signal);
    const predicates = await this.predicates.together(needs.predicates, view, now, sql, signal);
    const codeColumns: PackedColumn[] = [];
    for (const property of needs.codeColumns) codeColumns.push(await this.columns.packed(property, view, sql, signal));
    const cleaned = (needs.cleaned ?? []).map(({ column, cleaning }) =>
      cleanNames(codeColumns[column]?.dictionary ?? [], cleaning),
    );
    const numbers: NumbersAnywhere[] = [];
    for (const property of needs.numberColumns) {
      numbers.push(await this.columns.packedNumbers(property, view, sql, signal));
    }
    const buckets: (BucketColumn | undefined)[] = [];
    // Groups have positions of their own.
    for (const boundaries of needs.groupedBy === undefined ? (needs.buckets ?? []) : []) {
      buckets.push(await this.buckets.of(boundaries, view, signal));
    }
    const input = {
      sequences: sentSequences(view.sequences),
      predicates,
      buckets,
      codes: codeColumns.map(({ codes }) => codes),
      ...(needs.few === undefined ? {} : { few: needs.few }),
      codeSizes: codeColumns.map(({ dictionary }) => dictionary.length),
      numbers,
      tables: cleaned.map(({ table }) => table),
    };
    const groups = needs.groupedBy === undefined ? undefined : await this.groupsOf(needs.groupedBy, view, sql);
    return {
      view,
      params,
      input: groups === undefined ? input : await groups.view.regroup(input),
      predicates,
      groups,
      dictionaries: [...codeColumns.map(({ dictionary }) => dictionary), ...cleaned.map(({ names }) => names)],
      sql,
    };
  }

  private async groupsOf(type: string, view: View, sql: string[]): Promise<NonNullable<Resolved['groups']>> {
    const asked = await this.columns.groupsOf(type, view, sql);
    return { asked, view: await this.groups.sequences.of(view, type, asked.keys) };
  }
}

/** The first few units behind a cell, looked for from the first person on. */
function* firstUnits(insight: AnyInsight, params: unknown, packed: PackedInput, cell: unknown): Steps<DrillUnits> {
  const persons: number[] = [];
  const positions: (readonly number[])[] = [];
  const all = packed.sequences.persons;
  const unpacker = new Unpacker();
  for (let from = 0; from < all && persons.length < SAMPLE_PERSONS; from += PERSONS_PER_LOOK) {
    const range = { from, to: Math.min(all, from + PERSONS_PER_LOOK) };
    const { input, base } = unpacker.windowOf(packed, range);
    const found = moved(insight.drill(input, params, cell, range, []), base);
    persons.push(...found.persons);
    positions.push(...found.positions);
    yield;
  }
  return { unit: 'persons', persons: persons.slice(0, SAMPLE_PERSONS), positions };
}

/** The parameters hold what the clock decided, such as where «the last 7 days» begin; of filters their keys do. */
const keyOf = ({ spec, view, now, needs, params }: Planned): string =>
  [
    view.version,
    canonicalJson(spec),
    JSON.stringify(params),
    ...needs.predicates.map((filter) => filterKey(filter, contextOf(view, now))),
  ].join(' ');

const idOf = (view: View, person: number): string => view.persons.ids[person] as string;
