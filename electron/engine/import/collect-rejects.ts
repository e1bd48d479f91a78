/** The rows of a file that are no events: counted by reason, and kept with the line each stands on. */
import { TOO_DEEP } from '../../../shared/sql/strict-json';
import { readNumber, readRows } from '../store/read';
import { recordLines } from './record-lines';
import type { FileReport } from './run-import';
import type { SourceFile, Staging } from './staging';

const EXAMPLES = 5;
/** Beyond this, further rejects of a file are counted but not kept with their bytes. */
const MAX_KEPT_REJECTS = 100_000;

const WHY: Record<string, string> = {
  malformed_row: 'The line is not one JSON object',
  missing_time: 'The time is missing',
  invalid_time: 'The time cannot be read',
  missing_event_name: 'The event name is missing',
  missing_id: 'No id says whose event it is',
  malformed_event: 'The event is not as its vendor writes it',
};

const reasonOf = (code: string, timeText: unknown): string =>
  typeof timeText === 'string' && code === 'invalid_time' ? `${WHY[code]}: «${timeText}».` : `${WHY[code] ?? code}.`;

/** A row that is no event, as it is kept. */
export interface KeptReject {
  readonly code: string;
  readonly message: string;
  readonly place: string;
  readonly raw: string;
}

export async function collectRejects(
  { connection, format, path, headless, lineOf, rejects: unread }: Staging,
  file: SourceFile,
): Promise<{ summary: FileReport['rejects']; kept: KeptReject[] }> {
  const rows = await readRows(
    connection,
    `SELECT row, reason, time_text, raw, problem FROM canonical WHERE reason IS NOT NULL AND reason <> 'skipped' ORDER BY row LIMIT ${MAX_KEPT_REJECTS}`,
  );
  const counts = await readRows(
    connection,
    "SELECT reason, count(*) AS count FROM canonical WHERE reason IS NOT NULL AND reason <> 'skipped' GROUP BY reason ORDER BY count DESC, reason",
  );
  const numbers = rows.map((row) => Number(row['row']));
  const lines =
    format !== 'csv'
      ? new Map(numbers.map((number) => [number, lineOf?.(number) ?? number + 1]))
      : numbers.length === 0
        ? new Map<number, number>()
        : await recordLines(path, numbers, new Set(unread.map(({ line }) => line)), headless);
  const lastRow = await readNumber(connection, 'SELECT coalesce(max(row), -1) FROM rows');
  const isText = format === 'csv' || format === 'jsonl' || format === 'json';
  const kept: KeptReject[] = [];
  const examples = new Map<string, number[]>();
  const note = (reason: string, line: number): void => {
    const list = examples.get(reason) ?? [];
    if (list.length < EXAMPLES) list.push(line);
    examples.set(reason, list);
  };
  for (const row of rows) {
    const code = String(row['reason']);
    const line = lines.get(Number(row['row'])) ?? 0;
    const problem = row['problem'];
    const cut = code === 'malformed_row' && Number(row['row']) === lastRow && isText && problem !== TOO_DEEP;
    const detail = cut
      ? 'The last line breaks off: the file looks cut short.'
      : typeof problem === 'string'
        ? problem
        : reasonOf(code, row['time_text'] ?? null);
    kept.push({
      code: cut ? 'truncated_file' : code,
      message: detail,
      place: `${file.name}:${line}`,
      raw: String(row['raw'] ?? '').slice(0, 65_536),
    });
    note(code, line);
  }
  for (const { line, message, raw, code = 'malformed_row' } of unread) {
    const place = line === 0 ? file.name : `${file.name}:${line}`;
    kept.push({ code, message, place, raw: raw.slice(0, 65_536) });
    if (code === 'malformed_row') note('unreadable', line);
  }
  const summary = counts.map((row) => {
    const reason = String(row['reason']);
    return { reason: WHY[reason] ?? reason, count: Number(row['count']), lines: examples.get(reason) ?? [] };
  });
  const unfit = unread.filter(({ code }) => code === undefined);
  if (unfit.length > 0) {
    summary.push({
      reason: format === 'parquet' ? 'The rows cannot be read' : 'The line does not fit the table',
      count: unfit.reduce((sum, { count = 1 }) => sum + count, 0),
      lines: examples.get('unreadable') ?? [],
    });
  }
  if (unfit.length < unread.length) summary.push({ reason: 'The file breaks off or is damaged', count: 1, lines: [] });
  return { summary, kept };
}
