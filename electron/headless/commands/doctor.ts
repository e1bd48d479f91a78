/** `waymark doctor`: the mistakes of instrumentation that the stored events show. */
import type { CommandOutput } from '../../../shared/contract/commands';
import type { DoctorFinding } from '../../../shared/contract/doctor';
import { formatCount, formatPlural } from '../../../shared/base/number-format';
import type { WorkspaceClient } from '../client';
import { EXIT, print, printJson } from '../terminal';

export const FAIL_ON = ['error', 'warning', 'hint', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface DoctorOptions {
  readonly json: boolean;
  /** The least severity that makes the command fail. */
  readonly failOn: FailOn;
}

const PAGE = 500;
const RANK = { error: 0, warning: 1, hint: 2 } as const;

/** Waits until all that is stored has been looked at. Gives the exit status: 1 where something that severe was found. */
export async function doctor(
  { json, failOn }: DoctorOptions,
  connect: () => Promise<WorkspaceClient>,
): Promise<number> {
  const client = await connect();
  try {
    const first = await client.call('doctor.findings', { wait: true, limit: PAGE });
    const findings = [...first.findings];
    for (let { nextCursor } = first; nextCursor !== undefined;) {
      const page = await client.call('doctor.findings', { limit: PAGE, cursor: nextCursor });
      findings.push(...page.findings);
      nextCursor = page.nextCursor;
    }
    if (json) printJson({ findings, counts: first.counts, dismissed: first.dismissed, doctor: first.doctor });
    else printForPeople(findings, first);
    const isGrave = failOn !== 'never' && findings.some(({ severity }) => RANK[severity] <= RANK[failOn]);
    return isGrave ? EXIT.findings : 0;
  } finally {
    await client.close();
  }
}

function printForPeople(
  findings: readonly DoctorFinding[],
  { counts, dismissed, doctor: state }: CommandOutput<'doctor.findings'>,
): void {
  for (const finding of findings) {
    const { severity, title, subject, message, count, persons, origins, remedy, examples } = finding;
    const times = count === 1 ? 'once' : `${formatCount(count)} times`;
    const people =
      persons >= state.maxPersons ? `${state.maxPersons} people or more` : formatPlural(persons, 'person', 'people');
    print(`${severity.toUpperCase()}  ${title}: ${subject}`);
    print(`  ${message}`);
    print(`  ${times}, ${people}; from ${origins.map(({ origin }) => origin).join(', ')}`);
    print(`  events ${(examples[0]?.eids ?? []).join(', ')}`);
    print(`  → ${remedy.text}`);
    for (const line of remedy.code?.split('\n') ?? []) print(`      ${line}`);
    print('');
  }
  const found = [
    formatPlural(counts.error, 'error'),
    formatPlural(counts.warning, 'warning'),
    formatPlural(counts.hint, 'hint'),
  ].join(', ');
  const aside = dismissed === 0 ? '' : `; ${formatCount(dismissed)} dismissed`;
  const older = state.skipped === 0 ? '' : ` (the latest; ${formatCount(state.skipped)} older ones were not)`;
  print(
    `${found}${aside}. ${formatPlural(state.examined, 'event')} looked at by ${formatPlural(state.rules, 'rule')}${older}.`,
  );
}
