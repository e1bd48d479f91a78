/**
 * The tracking plan's commands, and the plan at work on what is stored. The file is looked at when somebody asks and, while
 * events arrive, every second; a changed plan is held against the newest events anew.
 */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import type { PlanState } from '../../../shared/contract/plan';
import { emptyPlan } from '../../../shared/plan/edit';
import { readForeignPlan } from '../../../shared/plan/import/read-foreign-plan';
import { proposeChanges } from '../../../shared/plan/learn';
import { ViolationBook } from '../../../shared/plan/violation-book';
import { compilePlan, type PlanJudge } from '../../../shared/plan-check/compile-plan';
import type { Committed } from '../ingest/writer';
import type { Counters } from '../store/counters';
import { WriteLock } from '../store/lock';
import type { Readers } from '../store/readers';
import { Examination } from './examination';
import { PlanFile, type PlanLook } from './plan-file';
import { readExamined, seenInStore } from './read-stored';

export interface PlanDeps {
  readonly workspaceDir: string;
  readonly readers: Readers;
  readonly counters: Counters;
  /** Told, not more often than twice a second, that there are other violations than before. */
  readonly onFound: (counts: { readonly checked: number; readonly found: number }) => void;
  readonly onProblem: (what: string, error: unknown) => void;
}

const LOOK_MS = 1_000;
const TELL_MS = 500;
const SAMPLE = 1_000;
const VALIDATE_CHUNK = 10_000;

export class PlanDesk {
  private readonly turns = new WriteLock();
  private readonly file: PlanFile;
  private examination: Examination | undefined;
  private examined = { stamp: 'none', removals: 0 };
  private lookedAt = 0;
  private telling: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(private readonly deps: PlanDeps) {
    this.file = new PlanFile(deps.workspaceDir);
  }

  /** A plan that there is already is held against the newest events in the background. */
  static async open(deps: PlanDeps): Promise<PlanDesk> {
    const desk = new PlanDesk(deps);
    await desk.look();
    return desk;
  }

  readonly commands = {
    'plan.get': async (): Promise<PlanState> => stateOf(await this.look()),
    'plan.put': (input: CommandInput<'plan.put'>): Promise<PlanState> => this.put(input),
    'plan.learn': (input: CommandInput<'plan.learn'>): Promise<CommandOutput<'plan.learn'>> => this.learn(input),
    'plan.import': async ({ text, name }: CommandInput<'plan.import'>): Promise<CommandOutput<'plan.import'>> => {
      const read = readForeignPlan(text, name);
      return read.ok ? read.value : fail('file_not_understood', read.error);
    },
    'plan.violations': (input: CommandInput<'plan.violations'>): Promise<CommandOutput<'plan.violations'>> =>
      this.violations(input),
  };

  /** Takes what was committed; judging happens later. */
  stored(committed: Committed): void {
    if (this.closed) return;
    if (Date.now() - this.lookedAt > LOOK_MS) this.lookSoon();
    this.examination?.take(committed.events);
  }

  async *validate(
    { plan }: CommandInput<'plan.validate'>,
    signal: AbortSignal,
  ): AsyncGenerator<CommandOutput<'plan.validate'>> {
    const judge = plan === undefined ? judgeOf(await this.look()) : compiled(compilePlan(plan));
    const { nextEid } = this.deps.counters;
    const book = new ViolationBook();
    for (let from = 0; from < nextEid; from += VALIDATE_CHUNK) {
      if (signal.aborted) fail('cancelled', 'The validation was cancelled.');
      const events = await readExamined(this.deps.readers, from, Math.min(nextEid, from + VALIDATE_CHUNK));
      for (const event of events) {
        const { eid, event_id, distinct_id, timestamp } = event;
        book.add(event.event, judge.judge(event), { eid, event_id, distinct_id, timestamp });
      }
      yield { type: 'progress', checked: book.checked, total: nextEid };
    }
    yield { type: 'done', report: book.report() };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.telling);
    await this.turns.run(() => Promise.resolve());
    await this.examination?.stop();
  }

  private async put({ plan, stamp }: CommandInput<'plan.put'>): Promise<PlanState> {
    if (plan !== null) compiled(compilePlan(plan), 'plan');
    return this.turns.run(async () => {
      const before = await this.file.look();
      if (stamp !== undefined && stamp !== before.stamp) {
        fail(
          'invalid_request',
          'The plan’s file has changed meanwhile, by hand or by git. Load it again, then change it.',
          {
            path: 'stamp',
          },
        );
      }
      const after = plan === null ? await this.file.remove() : await this.file.write(plan);
      this.examine(after);
      return stateOf(after);
    });
  }

  private async learn({ events, sample = SAMPLE }: CommandInput<'plan.learn'>): Promise<CommandOutput<'plan.learn'>> {
    const { plan, problem } = await this.look();
    if (problem !== undefined) fail('invalid_request', `${problem} Correct the file first.`);
    const { seen, examined } = await seenInStore(this.deps.readers, {
      sample,
      ...(events === undefined ? {} : { events }),
    });
    const changes = proposeChanges(plan ?? emptyPlan(), seen);
    return { examined, changes: changes.map((change) => ({ ...change, keys: [...change.keys] })) };
  }

  private async violations({
    event,
    wait = false,
    limit = 500,
  }: CommandInput<'plan.violations'>): Promise<CommandOutput<'plan.violations'>> {
    await this.look();
    const { examination } = this;
    if (examination === undefined) return { ...new ViolationBook().report(), waiting: 0, hasPlan: false };
    examination.catchUp(this.deps.counters.nextEid);
    await (wait ? examination.finished() : examination.settled());
    const report = examination.book.report();
    const rows = event === undefined ? report.rows : report.rows.filter((row) => row.event === event);
    return { ...report, rows: rows.slice(0, limit), waiting: examination.waiting, hasPlan: true };
  }

  private look(): Promise<PlanLook> {
    return this.turns.run(async () => {
      const look = await this.file.look();
      this.lookedAt = Date.now();
      this.examine(look);
      return look;
    });
  }

  private lookSoon(): void {
    this.lookedAt = Date.now();
    this.look().catch((error: unknown) => this.deps.onProblem('looking at the tracking plan failed', error));
  }

  /** Begins anew where the plan is another, or events were taken out. */
  private examine({ stamp, judge }: PlanLook): void {
    const { counters, readers } = this.deps;
    const { removals } = counters;
    if (stamp === this.examined.stamp && removals === this.examined.removals) return;
    this.examined = { stamp, removals };
    void this.examination?.stop();
    this.examination =
      judge === undefined || this.closed
        ? undefined
        : new Examination(
            judge,
            counters.nextEid,
            (from, to) => readExamined(readers, from, to),
            () => this.tell(),
            (error) => this.deps.onProblem('judging stored events by the tracking plan failed', error),
          );
    this.tell();
  }

  private tell(): void {
    if (this.closed || this.telling !== undefined) return;
    this.telling = setTimeout(() => {
      this.telling = undefined;
      const book = this.examination?.book;
      this.deps.onFound({ checked: book?.checked ?? 0, found: book?.found ?? 0 });
    }, TELL_MS);
    this.telling.unref();
  }
}

function stateOf({ stamp, plan, problem }: PlanLook): PlanState {
  return { stamp, ...(plan === undefined ? {} : { plan }), ...(problem === undefined ? {} : { problem }) };
}

function judgeOf({ judge, problem }: PlanLook): PlanJudge {
  return (
    judge ??
    fail('not_found', problem ?? 'This workspace has no tracking-plan.json. Learn one in the window, or name a plan.')
  );
}

function compiled(judge: ReturnType<typeof compilePlan>, path?: string): PlanJudge {
  return judge.ok ? judge.value : fail('invalid_request', judge.error, path === undefined ? {} : { path });
}
