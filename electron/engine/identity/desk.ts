/**
 * Where a person looks at identity and decides about it: the rules in force, what was refused and why, the graph of one
 * person with the evidence of each edge, decisions by hand. Settings and decisions are documents of the workspace; a
 * change is written first, then worked out.
 */
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { Decision, DraftDecision, IdPair, IdRef } from '../../../shared/model/identity';
import type { WorkspaceSettings } from '../../../shared/model/settings';
import { SQL_ALIAS } from '../../../shared/sql/columns';
import { sqlText } from '../../../shared/sql/quote';
import { type Definitions, writeDecisions, writeSettings } from '../definitions';
import type { Room } from '../ranges/wide-column';
import type { Dataset, Supposed } from '../sequences/dataset';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { WriteLock } from '../store/lock';
import { readNumber, readRows } from '../store/read';
import type { Readers } from '../store/readers';
import { drawGraph } from './graph';
import { countKnown, type RunnerOn, Suppositions } from './suppositions';

const MAX_HOT_IDS = 100;

export interface DeskParts {
  readonly dataset: Dataset;
  readonly readers: Readers;
  readonly runnerOn: RunnerOn;
  readonly room: Room;
  readonly workspaceDir: string;
  /** As read at opening. */
  readonly definitions: Definitions;
}

export class IdentityDesk {
  /** What is wanted; the dataset gets there in the background. */
  private wanted: Definitions;
  private readonly turns = new WriteLock();
  private readonly suppositions: Suppositions;

  constructor(private readonly parts: DeskParts) {
    this.wanted = parts.definitions;
    this.suppositions = new Suppositions(parts.dataset, parts.runnerOn, parts.room);
  }

  async settings(): Promise<WorkspaceSettings> {
    return this.wanted.settings;
  }

  /** How much recordings may take together, in bytes. */
  get recordingsLimit(): number {
    return this.wanted.settings.recordings.limitMb * 1e6;
  }

  /** Answers once they are stored; what they change is worked out in the background. */
  setSettings({ settings }: CommandInput<'settings.set'>): Promise<WorkspaceSettings> {
    return this.turns.run(async () => {
      if (canonicalJson(settings) === canonicalJson(this.wanted.settings)) return settings;
      await writeSettings(this.parts.workspaceDir, settings);
      const isSame = sameQuestions(this.wanted.settings, settings);
      this.wanted = { ...this.wanted, settings };
      if (!isSame) this.parts.dataset.redefine(this.wanted);
      return settings;
    });
  }

  async summary(): Promise<CommandOutput<'identity.summary'>> {
    const { view, identity } = await this.parts.dataset.withIdentity();
    const { resolver, facts, definitions } = identity;
    return {
      rules: definitions.settings.identity.rules,
      persons: view.persons.ids.length,
      known: countKnown(view),
      ids: facts.nodeCount,
      links: resolver.linkCount,
      refused: resolver.refused().length,
      decisions: definitions.decisions.length,
      hotIds: resolver
        .hotIds()
        .slice(0, MAX_HOT_IDS)
        .map(({ node, links }) => ({ id: resolver.refOf(node), links })),
    };
  }

  async refused({ limit, cursor }: CommandInput<'identity.refused'>): Promise<CommandOutput<'identity.refused'>> {
    const { identity } = await this.parts.dataset.withIdentity();
    const { resolver } = identity;
    const all = resolver.refused();
    const from = cursor === undefined ? 0 : parseOffset(cursor);
    const rows = all.slice(from, from + limit).map(({ a, b, kind, time, reason }) => ({
      a: resolver.refOf(a),
      b: resolver.refOf(b),
      kind,
      time,
      reason,
    }));
    const next = from + rows.length;
    return { total: all.length, rows, ...(next < all.length ? { nextCursor: String(next) } : {}) };
  }

  async graph({ person }: CommandInput<'identity.graph'>): Promise<CommandOutput<'identity.graph'>> {
    const supposed = await this.parts.dataset.withIdentity();
    const index = supposed.view.personIndex(person);
    if (index === undefined) return fail('not_found', `There is no person with the id ${person}.`);
    return drawGraph(supposed, index);
  }

  async evidence({ pair, limit }: CommandInput<'identity.evidence'>): Promise<CommandOutput<'identity.evidence'>> {
    const where = evidenceCondition(pair);
    const decisions = this.wanted.decisions.filter((decision) => speaksOf(decision, pair));
    return this.parts.readers.use(async (connection) => {
      const total = await readNumber(connection, `SELECT count(*) FROM events WHERE ${where}`);
      const rows = await readRows(
        connection,
        `SELECT ${EVENT_FIELDS_SQL} FROM events WHERE ${where} ORDER BY timestamp, event_id LIMIT ${limit}`,
      );
      return { total, events: rows.map(toStoredEvent), decisions };
    });
  }

  async decisions(): Promise<CommandOutput<'identity.decisions'>> {
    return [...this.wanted.decisions];
  }

  /** Answers once it has taken effect. */
  async decide({ decision }: CommandInput<'identity.decide'>): Promise<CommandOutput<'identity.decide'>> {
    const made = await this.turns.run(async () => {
      const complete = this.complete(decision, await this.parts.dataset.withIdentity());
      await this.adoptDecisions([...this.wanted.decisions, complete]);
      return complete;
    });
    await this.parts.dataset.settled();
    return made;
  }

  /** Answers once it has taken effect. */
  async undo({ decision }: CommandInput<'identity.undo'>): Promise<CommandOutput<'identity.undo'>> {
    await this.turns.run(async () => {
      const { decisions } = this.wanted;
      const left = decisions.filter(({ id }) => id !== decision);
      if (left.length === decisions.length) {
        fail('not_found', `There is no decision ${decision}; it may have been undone already.`);
      }
      await this.adoptDecisions(left);
    });
    await this.parts.dataset.settled();
    return {};
  }

  async preview(
    { decision, insights }: CommandInput<'identity.preview'>,
    signal: AbortSignal,
  ): Promise<CommandOutput<'identity.preview'>> {
    const complete = this.complete(decision, await this.parts.dataset.withIdentity());
    return this.holding(() => this.suppositions.preview(this.wanted, complete, insights, signal));
  }

  async *compare(
    input: CommandInput<'identity.compare'>,
    signal: AbortSignal,
  ): AsyncGenerator<CommandOutput<'identity.compare'>> {
    const release = this.parts.dataset.hold();
    try {
      yield* this.suppositions.compare(this.wanted, input, signal);
    } finally {
      release();
    }
  }

  differences(
    input: CommandInput<'identity.differences'>,
    signal: AbortSignal,
  ): Promise<CommandOutput<'identity.differences'>> {
    return this.holding(() => this.suppositions.differences(this.wanted, input, signal));
  }

  private async holding<T>(work: () => Promise<T>): Promise<T> {
    const release = this.parts.dataset.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }

  private async adoptDecisions(decisions: readonly Decision[]): Promise<void> {
    await writeDecisions(this.parts.workspaceDir, decisions);
    this.wanted = { ...this.wanted, decisions };
    this.parts.dataset.redefine(this.wanted);
  }

  /** Refuses a decision about ids that are not there: a typing error would lie in wait until such an id appears. */
  private complete(draft: DraftDecision, { identity }: Supposed): Decision {
    const check = (ref: IdRef, path: string): void => {
      if (identity.resolver.find(ref) !== undefined) return;
      fail('not_found', `There is no ${ref.role} id ${ref.id} under the present identity rules.`, { path });
    };
    if (draft.kind === 'lock') for (const [i, ref] of draft.ids.entries()) check(ref, `decision.ids[${i}]`);
    else {
      for (const [i, { a, b }] of draft.pairs.entries()) {
        check(a, `decision.pairs[${i}].a`);
        check(b, `decision.pairs[${i}].b`);
        if (sameRef(a, b)) {
          fail('invalid_request', 'An id cannot be merged with itself, or split from itself.', {
            path: `decision.pairs[${i}]`,
          });
        }
      }
    }
    return { ...draft, id: randomUUID(), at: Date.now() };
  }
}

const sameRef = (a: IdRef, b: IdRef): boolean => a.role === b.role && a.id === b.id;

function speaksOf(decision: Decision, { a, b }: IdPair): boolean {
  if (decision.kind === 'lock') {
    const has = (ref: IdRef): boolean => decision.ids.some((id) => sameRef(id, ref));
    return has(a) || has(b);
  }
  return decision.pairs.some(
    (pair) => (sameRef(pair.a, a) && sameRef(pair.b, b)) || (sameRef(pair.a, b) && sameRef(pair.b, a)),
  );
}

/** Events that carry both ids, or name one as an alias of the other. */
function evidenceCondition({ a, b }: IdPair): string {
  const oneWay = (x: string, y: string): string =>
    `(user_id = ${x} AND (anonymous_id = ${y} OR (kind = 'alias' AND ${SQL_ALIAS} = ${y})))`;
  const [one, other] = [sqlText(a.id), sqlText(b.id)];
  return `(${oneWay(one, other)} OR ${oneWay(other, one)})`;
}

function parseOffset(cursor: string): number {
  const offset = Number(cursor);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  return fail('invalid_request', 'The cursor is not one that an answer gave.', { path: 'cursor' });
}

/** What recordings may take is nothing that answers depend on. */
const sameQuestions = (one: WorkspaceSettings, other: WorkspaceSettings): boolean =>
  canonicalJson({ ...one, recordings: undefined }) === canonicalJson({ ...other, recordings: undefined });
