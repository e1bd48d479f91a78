/** The doctor of a workspace: what its rules found in the stored events, less what people said is no mistake here. */
import { join } from 'node:path';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { type Dismissal, dismissalsDocumentSchema, type DoctorFinding } from '../../../shared/contract/doctor';
import { fail } from '../../../shared/contract/errors';
import { FAMILY_NAMES } from '../../../shared/doctor/families';
import { type Finding, MOST_PERSONS } from '../../../shared/doctor/finding-book';
import { RULES } from '../../../shared/doctor/registry';
import { remedyFor, SEVERITIES } from '../../../shared/doctor/rule';
import type { Committed } from '../ingest/writer';
import { readDocument, writeDocument } from '../store/document';
import { WriteLock } from '../store/lock';
import { Examiner, type ExaminerParts } from './examiner';

const FILE = 'doctor.json';

export class Doctor {
  private readonly turns = new WriteLock();
  private readonly examiner: Examiner;
  private readonly path: string;

  constructor(
    workspaceDir: string,
    private readonly parts: ExaminerParts,
  ) {
    this.path = join(workspaceDir, FILE);
    this.examiner = new Examiner(parts);
  }

  /** The handlers of its commands. */
  handlers(): {
    readonly [C in 'doctor.findings' | 'doctor.dismiss' | 'doctor.restore']: (
      input: CommandInput<C>,
      signal: AbortSignal,
    ) => Promise<CommandOutput<C>>;
  } {
    return {
      'doctor.findings': (input, signal) => this.findings(input, signal),
      'doctor.dismiss': (input) => this.dismiss(input),
      'doctor.restore': (input) => this.restore(input),
    };
  }

  /** What was just committed. Returns at once; the rules see it when there is time. */
  stored(committed: Committed): void {
    this.examiner.stored(committed);
  }

  /** Looks at whatever is stored and was not announced. */
  wake(): void {
    this.examiner.wake();
  }

  close(): Promise<void> {
    return this.examiner.close();
  }

  private async findings(
    input: CommandInput<'doctor.findings'>,
    signal: AbortSignal,
  ): Promise<CommandOutput<'doctor.findings'>> {
    this.examiner.wake();
    if (input.wait === true) await this.examiner.settled(signal);
    const dismissals = new Map((await this.dismissed()).map((each) => [each.finding, each]));
    const all = this.examiner.findings.findings();
    const open = all.filter(({ id }) => !dismissals.has(id));
    const about = input.eid === undefined ? undefined : this.examiner.findings.about(input.eid);
    const wanted = all
      .filter(({ id }) => about === undefined || about.includes(id))
      .filter((finding) => isWanted(finding, input, dismissals.has(finding.id)))
      .sort(bySeverity);
    const from = input.cursor === undefined ? 0 : parseOffset(input.cursor);
    const page = wanted.slice(from, from + input.limit);
    const next = from + page.length;
    const countOf = (severity: Finding['severity']): number =>
      open.filter((finding) => finding.severity === severity).length;
    const { examined, pending, before } = this.examiner;
    return {
      total: wanted.length,
      findings: page.map((finding) => toAnswer(finding, dismissals.get(finding.id))),
      ...(next < wanted.length ? { nextCursor: String(next) } : {}),
      counts: { error: countOf('error'), warning: countOf('warning'), hint: countOf('hint') },
      dismissed: all.length - open.length,
      doctor: {
        state: pending > 0 ? 'examining' : 'ready',
        examined,
        pending,
        skipped: before,
        rules: RULES.length,
        maxPersons: MOST_PERSONS,
      },
    };
  }

  private dismiss({ finding, reason }: CommandInput<'doctor.dismiss'>): Promise<CommandOutput<'doctor.dismiss'>> {
    return this.change((dismissed) => {
      if (!this.examiner.findings.findings().some(({ id }) => id === finding)) {
        fail('not_found', `There is no finding ${finding}.`);
      }
      return [
        ...dismissed.filter((each) => each.finding !== finding),
        { finding, reason: reason.trim(), at: Date.now() },
      ];
    });
  }

  private restore({ finding }: CommandInput<'doctor.restore'>): Promise<CommandOutput<'doctor.restore'>> {
    return this.change((dismissed) => {
      const left = dismissed.filter((each) => each.finding !== finding);
      if (left.length === dismissed.length) {
        fail('not_found', `${finding} is not dismissed; it may have been restored already.`);
      }
      return left;
    });
  }

  /** The file as it is now: somebody may have edited it or fetched a colleague's. */
  private async dismissed(): Promise<readonly Dismissal[]> {
    const { dismissed } = await readDocument(this.path, dismissalsDocumentSchema, { version: 1, dismissed: [] });
    return dismissed;
  }

  private change(make: (dismissed: readonly Dismissal[]) => readonly Dismissal[]): Promise<{ dismissed: Dismissal[] }> {
    return this.turns.run(async () => {
      const dismissed = [...make(await this.dismissed())].sort((a, b) => (a.finding < b.finding ? -1 : 1));
      await writeDocument(this.path, { version: 1, dismissed });
      this.parts.onFindings();
      return { dismissed };
    });
  }
}

function isWanted(
  finding: Finding,
  { rule, severity, source, since, dismissed = 'hide' }: CommandInput<'doctor.findings'>,
  isDismissed: boolean,
): boolean {
  return (
    (rule === undefined || finding.rule.id === rule) &&
    (severity === undefined || severity.includes(finding.severity)) &&
    (source === undefined || finding.origins.some((origin) => origin.source === source)) &&
    (since === undefined || finding.lastArrived >= since) &&
    (dismissed === 'show' || (dismissed === 'only') === isDismissed)
  );
}

/** What was found latest comes first, and stays where it is however often it happens again. */
const bySeverity = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.firstEid - a.firstEid || (a.id < b.id ? -1 : 1);

function parseOffset(cursor: string): number {
  const offset = Number(cursor);
  return Number.isSafeInteger(offset) && offset >= 0
    ? offset
    : fail('invalid_request', 'The cursor is not one of ours; begin with the first page.', { path: 'cursor' });
}

function toAnswer(finding: Finding, dismissal: Dismissal | undefined): DoctorFinding {
  const { rule, family, examples } = finding;
  const { families } = rule.remedies;
  const isOwnWords = family !== undefined && families?.[family] !== undefined;
  return {
    id: finding.id,
    rule: rule.id,
    title: rule.title,
    severity: finding.severity,
    subject: finding.subject,
    message: examples.at(-1)?.message ?? rule.title,
    meaning: rule.meaning,
    limits: rule.limits,
    remedy: { ...remedyFor(rule, family), ...(isOwnWords ? { for: FAMILY_NAMES[family] } : {}) },
    count: finding.count,
    persons: finding.persons,
    firstSeen: finding.firstSeen,
    lastSeen: finding.lastSeen,
    origins: [...finding.origins],
    examples: examples.map((example) => ({ ...example, eids: [...example.eids], values: [...example.values] })),
    ...(dismissal === undefined ? {} : { dismissed: { reason: dismissal.reason, at: dismissal.at } }),
  };
}
