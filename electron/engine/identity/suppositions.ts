/** What the workspace would be under other rules or decisions: worked out beside the present, compared, forgotten. */
import { BugError } from '../../../shared/base/assert';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { FoldSpec } from '../../../shared/insights/specs';
import type { Decision, IdRef, RuleSet } from '../../../shared/model/identity';
import { stretchesOf } from '../ranges/columns';
import { perPass, type Room } from '../ranges/wide-column';
import { cooperate } from '../sequences/cooperate';
import type { Dataset, Supposed } from '../sequences/dataset';
import type { View } from '../sequences/view';
import type { InsightRunner } from '../query/run-insight';
import type { Definitions } from '../definitions';
import { type Difference, type DividedEvents, findDifferences } from './differ';

const MAX_CHANGES = 100;
const PROGRESS_MS = 200;

/** Makes a runner that asks of one view alone. */
export type RunnerOn = (views: { current(): Promise<View> }) => InsightRunner;

export class Suppositions {
  constructor(
    private readonly dataset: Dataset,
    private readonly runnerOn: RunnerOn,
    private readonly room: Room,
  ) {}

  async preview(
    present: Definitions,
    decision: Decision,
    insights: readonly FoldSpec[],
    signal: AbortSignal,
  ): Promise<CommandOutput<'identity.preview'>> {
    const before = await this.dataset.current();
    const { view: after } = await this.dataset.suppose(
      { ...present, decisions: [...present.decisions, decision] },
      signal,
    );
    const differences = await this.differencesOf(before, after, signal);
    const changes = changedPersons(before, after, differences);
    const results = [];
    for (const spec of insights) {
      results.push({
        spec,
        before: await this.runOn(before, spec, signal),
        after: await this.runOn(after, spec, signal),
      });
    }
    return {
      before: totals(before),
      after: totals(after),
      changes: changes.slice(0, MAX_CHANGES),
      changed: changes.length,
      insights: results,
    };
  }

  async *compare(
    present: Definitions,
    { rules, insight }: CommandInput<'identity.compare'>,
    signal: AbortSignal,
  ): AsyncGenerator<CommandOutput<'identity.compare'>> {
    const now = await this.dataset.current();
    for (const each of rules) {
      let share = 0;
      yield { type: 'progress', rules: each, share };
      const row = this.compareOne(present, now, each, insight, signal, (done) => {
        share = done;
      });
      // Its failure is thrown where it is awaited below; until then it must not count as unheard.
      row.catch(() => undefined);
      for (;;) {
        const answer = await Promise.race([row, pause(PROGRESS_MS)]);
        if (answer === undefined) yield { type: 'progress', rules: each, share };
        else {
          yield answer;
          break;
        }
      }
    }
    yield { type: 'done' };
  }

  async differences(
    present: Definitions,
    { a, b, limit }: CommandInput<'identity.differences'>,
    signal: AbortSignal,
  ): Promise<CommandOutput<'identity.differences'>> {
    const [one, other] = [await this.under(present, a, signal), await this.under(present, b, signal)];
    const differences = await this.differencesOf(one.view, other.view, signal);
    return {
      total: differences.length,
      rows: differences.slice(0, limit).map((difference) => ({
        ids: uniqueIds(difference.a.flatMap((person) => [...one.view.membersOf(person)])),
        a: difference.a.map((person) => describe(one.view, person)),
        b: difference.b.map((person) => describe(other.view, person)),
        events: difference.events,
      })),
    };
  }

  private async compareOne(
    present: Definitions,
    now: View,
    rules: RuleSet,
    insight: FoldSpec | undefined,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ): Promise<CommandOutput<'identity.compare'>> {
    const { view, identity } = await this.under(present, rules, signal, onShare);
    const actives = await this.runOn(view, DAILY_ACTIVES, signal);
    if (actives.kind !== 'trends') throw new BugError('daily actives are trends');
    return {
      type: 'row',
      rules,
      persons: view.persons.ids.length,
      known: countKnown(view),
      sessions: view.sessions.length,
      refused: identity.resolver.refused().length,
      days: actives.buckets,
      actives: (actives.series[0]?.values ?? []).map((value) => value ?? 0),
      ...(insight === undefined ? {} : { insight: await this.runOn(view, insight, signal) }),
      differing: (await this.differencesOf(now, view, signal)).reduce((sum, { a }) => sum + a.length, 0),
    };
  }

  private async under(
    present: Definitions,
    rules: RuleSet,
    signal: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<Supposed> {
    const { settings } = present;
    // What is already there need not be supposed.
    const now = await this.dataset.withIdentity();
    const { definitions } = now.identity;
    if (definitions === present && settings.identity.rules === rules) return now;
    const identity = { ...settings.identity, rules };
    return this.dataset.suppose({ ...present, settings: { ...settings, identity } }, signal, onShare);
  }

  private differencesOf(a: View, b: View, signal: AbortSignal): Promise<Difference[]> {
    const nextEid = Math.min(a.nextEid, b.nextEid);
    const atATime = perPass(a.sequences, this.room, 4);
    return cooperate(findDifferences(dividedOf(a), dividedOf(b), nextEid, atATime), signal);
  }

  private runOn(view: View, spec: FoldSpec, signal: AbortSignal): ReturnType<InsightRunner['run']> {
    return this.runnerOn({ current: async () => view }).run(spec, signal);
  }
}

const DAILY_ACTIVES: FoldSpec = {
  kind: 'trends',
  series: [{ match: { event: '*' }, math: 'persons' }],
  interval: 'day',
};

const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });

const dividedOf = ({ sequences }: View): DividedEvents => ({
  persons: sequences.persons,
  length: sequences.length,
  offsets: sequences.offsets,
  read: (from, to) => sequences.read('eid', from, to),
});

const totals = (view: View): { persons: number; sessions: number } => ({
  persons: view.persons.ids.length,
  sessions: view.sessions.length,
});

export const countKnown = ({ persons }: View): number => persons.known.reduce((sum, flag) => sum + flag, 0);

type Change = CommandOutput<'identity.preview'>['changes'][number];
type Side = NonNullable<Change['before']>;

/** Persons of either side of a difference, by their canonical ids; most events first. */
function changedPersons(before: View, after: View, differences: readonly Difference[]): Change[] {
  const changes = new Map<string, { person: string; before?: Side; after?: Side }>();
  const changeOf = (person: string): { person: string; before?: Side; after?: Side } => {
    let change = changes.get(person);
    if (change === undefined) changes.set(person, (change = { person }));
    return change;
  };
  const sessionsBefore = sessionsByPerson(before);
  const sessionsAfter = sessionsByPerson(after);
  for (const { a, b } of differences) {
    for (const person of a) changeOf(idOf(before, person)).before = side(before, person, sessionsBefore);
    for (const person of b) changeOf(idOf(after, person)).after = side(after, person, sessionsAfter);
  }
  const weight = (change: Change): number => Math.max(change.before?.events ?? 0, change.after?.events ?? 0);
  return [...changes.values()].sort((x, y) => weight(y) - weight(x) || (x.person < y.person ? -1 : 1));
}

const idOf = (view: View, person: number): string => view.persons.ids[person] as string;

function sessionsByPerson({ sessions, persons }: View): Uint32Array {
  const counts = new Uint32Array(persons.ids.length);
  for (const [from, to] of stretchesOf(sessions.length)) {
    for (const person of sessions.read('person', from, to)) counts[person] = (counts[person] as number) + 1;
  }
  return counts;
}

function side(view: View, person: number, sessions: Uint32Array): Side {
  const { offsets } = view.sequences;
  return {
    ids: uniqueTexts(view.membersOf(person)),
    events: (offsets[person + 1] as number) - (offsets[person] as number),
    sessions: sessions[person] as number,
  };
}

const describe = (view: View, person: number): { person: string; ids: string[] } => ({
  person: idOf(view, person),
  ids: uniqueTexts(view.membersOf(person)),
});

const uniqueTexts = (refs: readonly IdRef[]): string[] => [...new Set(refs.map(({ id }) => id))];

const uniqueIds = (refs: readonly IdRef[]): IdRef[] => [
  ...new Map(refs.map((ref) => [`${ref.role} ${ref.id}`, ref])).values(),
];
