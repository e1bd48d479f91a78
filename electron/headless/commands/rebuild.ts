/** `waymark rebuild`: works out anew what is kept of the events, and says whether it comes out as it was. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import type { WorkspaceClient } from '../client';
import { EXIT, printJson, say } from '../terminal';

/** A row each; the marks are equal where all their rows are. */
const MARKS = {
  sessions: 'SELECT count(*) AS rows, CAST(bit_xor(hash(t)) AS VARCHAR) AS mark FROM sessions AS t',
  persons: 'SELECT count(*) AS rows, CAST(bit_xor(hash(t)) AS VARCHAR) AS mark FROM persons AS t',
  ids: 'SELECT count(*) AS rows, CAST(bit_xor(hash(t)) AS VARCHAR) AS mark FROM person_ids AS t',
} as const;
type What = keyof typeof MARKS;
type Derived = Readonly<Record<What, { readonly rows: number; readonly mark: string }>>;

/** `connect` must reach the workspace itself: nobody else may have it open. Gives the exit status: 1 where it differs. */
export async function rebuild(connect: (anew: boolean) => Promise<WorkspaceClient>): Promise<number> {
  const before = await derivedOf(() => connect(false)).catch((error: unknown) => {
    if (!(error instanceof AppFailure) || error.error.code === 'workspace_in_use') throw error;
    say(`What was kept cannot be read: ${error.error.message} It is worked out anew.`);
    return undefined;
  });
  const started = performance.now();
  const now = await derivedOf(() => connect(true));
  const changed = before === undefined ? [] : WHATS.filter((what) => before[what].mark !== now[what].mark);
  printJson({
    sessions: now.sessions.rows,
    persons: now.persons.rows,
    ids: now.ids.rows,
    equal: before === undefined ? undefined : changed.length === 0,
    elapsedMs: Math.round(performance.now() - started),
  });
  for (const what of changed) {
    const old = before?.[what].rows ?? 0;
    say(`What was kept of ${what} was not what the events say: ${old} rows before, ${now[what].rows} now.`);
  }
  return changed.length === 0 ? 0 : EXIT.findings;
}

const WHATS = Object.keys(MARKS) as What[];

async function derivedOf(connect: () => Promise<WorkspaceClient>): Promise<Derived> {
  const client = await connect();
  try {
    const marks: [What, { rows: number; mark: string }][] = [];
    for (const what of WHATS) {
      const result = await client.call('insight.run', { spec: { kind: 'sql', sql: MARKS[what] } });
      marks.push([what, markIn(result)]);
    }
    return Object.fromEntries(marks) as Derived;
  } finally {
    await client.close();
  }
}

function markIn(result: CommandOutput<'insight.run'>): { rows: number; mark: string } {
  if (result.kind !== 'sql') throw new Error(`a question in SQL was answered by ${result.kind}`);
  const [rows, mark] = result.rows[0] ?? [];
  return { rows: Number(rows), mark: String(mark) };
}
