/** The rows of a file that are no events: counted by reason, and kept with the line each stands on. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { ASIDE } from '../../../shared/sql/import-own';
import { TOO_DEEP, TOO_WIDE } from '../../../shared/sql/strict-json';
import { columnAt } from './canonical';
import type { PartLines, PartPlace } from './part-lines';
import { recordLines } from './record-lines';
import type { FileReport } from './run-import';
import type { StagedRejects } from './staged-rows';
import type { SourceFile, Staging } from './staging';
import { missing } from './store-rows';

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

/** A reason in words. */
export const reasonWords = (code: string): string => WHY[code] ?? code;

const reasonOf = (code: string, timeText: unknown): string =>
  typeof timeText === 'string' && code === 'invalid_time' ? `${WHY[code]}: «${timeText}».` : `${WHY[code] ?? code}.`;

/** A row that is no event, as it is kept. */
export interface KeptReject {
  readonly code: string;
  readonly message: string;
  readonly place: string;
  readonly raw: string;
}

interface RejectedRow {
  readonly row: number;
  readonly reason: string;
  readonly timeText: string | null;
  readonly raw: string;
  readonly problem: string | null;
}

/** What of a stream of canonical rows is no event, as it passes. */
export class RejectNotes {
  readonly rows: RejectedRow[] = [];
  readonly counts = new Map<string, number>();
  /** Of the rows that passed, the number of the last one. */
  lastRow = -1;
  private keptChars = 0;

  /** `next`: the number of the first row; where rows have none they come in order. */
  constructor(private next = 0) {}

  get blank(): number {
    return this.counts.get('blank') ?? 0;
  }

  note(chunk: DuckDBDataChunk): void {
    const { rowCount } = chunk;
    const hasNoReason = missing(chunk, REASON);
    const numbers = chunk.getColumnVector(ROW);
    const numberOf = (index: number): number => Number(numbers.getItem(index) ?? this.next + index);
    for (let index = 0; index < rowCount; index++) {
      if (hasNoReason(index)) continue;
      const text = (column: number): string | null => {
        const value = chunk.getColumnVector(column).getItem(index);
        return typeof value === 'string' ? value : null;
      };
      const reason = text(REASON) ?? '';
      this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
      if (SILENT.has(reason) || this.rows.length >= MAX_KEPT_REJECTS || this.keptChars > MAX_KEPT_CHARS) continue;
      const raw = (text(RAW) ?? '').slice(0, MAX_RAW);
      this.keptChars += raw.length;
      this.rows.push({ row: numberOf(index), reason, timeText: text(TIME_TEXT), raw, problem: text(PROBLEM) });
    }
    this.lastRow = Math.max(this.lastRow, numberOf(rowCount - 1));
    if (numbers.getItem(rowCount - 1) === null) this.next += rowCount;
  }
}

const [ROW, REASON, RAW] = [columnAt('row'), columnAt('reason'), columnAt('raw')];
const [TIME_TEXT, PROBLEM] = [columnAt('time_text'), columnAt('problem')];
/** No events, and nothing wrong with it so far. */
const SILENT: ReadonlySet<string> = new Set(['skipped', 'blank', ASIDE]);
/** Bytes kept of one reject. */
const MAX_RAW = 65_536;
/** And of all rejects of a file. */
const MAX_KEPT_CHARS = 64e6;

const OPEN_QUOTES: Readonly<Record<NonNullable<StagedRejects['quote']>, string>> = {
  lost: 'A quote is not closed: lines after it may be missing',
  open: 'A quote in the line is not closed',
};
const countOf = (rejects: readonly StagedRejects[]): number => rejects.reduce((sum, { count = 1 }) => sum + count, 0);

const UNFIT = 'The line does not fit the table';

interface ToldReject {
  readonly place: PartPlace;
  readonly reason: string;
}

/** Of each file its own, in the order in which a file by itself has them: the most frequent first, what does not fit last. */
function byPart(told: readonly ToldReject[]): FileReport['rejects'] {
  const found = new Map<string, { part: number; reason: string; count: number; lines: number[] }>();
  for (const { place, reason } of told) {
    const key = `${place.part} ${reason}`;
    const entry = found.get(key) ?? { part: place.part, reason, count: 0, lines: [] };
    entry.count += 1;
    if (entry.lines.length < EXAMPLES) entry.lines.push(place.line);
    found.set(key, entry);
  }
  const last = ({ reason }: { readonly reason: string }): number => (reason === UNFIT ? 1 : 0);
  return [...found.values()].sort((a, b) => a.part - b.part || last(a) - last(b) || b.count - a.count);
}

/** `unread`: what the reader itself could not take apart. `parts`: the files that the one consists of, each told of by itself. */
export async function collectRejects(
  { format, path, headless, lineOf }: Staging,
  file: SourceFile,
  { rows, counts: found, lastRow }: RejectNotes,
  unread: readonly StagedRejects[],
  parts?: PartLines,
): Promise<{ summary: FileReport['rejects']; kept: KeptReject[] }> {
  const counts = [...found].filter(([reason]) => !SILENT.has(reason));
  counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const ordered = [...rows].sort((a, b) => a.row - b.row);
  const numbers = ordered.map(({ row }) => row);
  const lines =
    format !== 'csv'
      ? new Map(numbers.map((number) => [number, lineOf?.(number) ?? number + 1]))
      : numbers.length === 0
        ? new Map<number, number>()
        : await recordLines(path, numbers, new Set(unread.map(({ line }) => line)), headless);
  const isText = format === 'csv' || format === 'jsonl' || format === 'json';
  const kept: KeptReject[] = [];
  const told: ToldReject[] = [];
  const examples = new Map<string, number[]>();
  const note = (reason: string, line: number): void => {
    const list = examples.get(reason) ?? [];
    if (list.length < EXAMPLES) list.push(line);
    examples.set(reason, list);
  };
  for (const { row, reason: code, timeText, raw, problem } of ordered) {
    const line = lines.get(row) ?? 0;
    const place = parts?.placeOf(line);
    const isLast = place?.isLast ?? row === lastRow;
    const cut = code === 'malformed_row' && isLast && isText && problem !== TOO_DEEP && problem !== TOO_WIDE;
    const detail = cut ? 'The last line breaks off: the file looks cut short.' : (problem ?? reasonOf(code, timeText));
    kept.push({
      code: cut ? 'truncated_file' : code,
      message: detail,
      place: place === undefined ? `${file.name}:${line}` : `${place.name}:${place.line}`,
      raw,
    });
    note(code, line);
    if (place !== undefined) told.push({ place, reason: reasonWords(code) });
  }
  for (const { line, message, raw, code = 'malformed_row', quote } of unread) {
    const own = parts?.placeOf(line);
    const place = own !== undefined ? `${own.name}:${own.line}` : line === 0 ? file.name : `${file.name}:${line}`;
    kept.push({ code, message, place, raw: raw.slice(0, MAX_RAW) });
    if (own !== undefined) told.push({ place: own, reason: UNFIT });
    if (code === 'malformed_row') note(quote ?? 'unreadable', line);
  }
  if (parts !== undefined) return { summary: byPart(told), kept };
  const summary = counts.map(([reason, count]) => ({
    reason: WHY[reason] ?? reason,
    count,
    lines: examples.get(reason) ?? [],
  }));
  for (const [quote, reason] of Object.entries(OPEN_QUOTES)) {
    const count = countOf(unread.filter((each) => each.quote === quote));
    if (count > 0) summary.push({ reason, count, lines: examples.get(quote) ?? [] });
  }
  const unfit = unread.filter(({ code, quote }) => code === undefined && quote === undefined);
  if (unfit.length > 0) {
    summary.push({
      reason: format === 'parquet' ? 'The rows cannot be read' : UNFIT,
      count: countOf(unfit),
      lines: examples.get('unreadable') ?? [],
    });
  }
  if (unread.some(({ code }) => code !== undefined))
    summary.push({ reason: 'The file breaks off or is damaged', count: 1, lines: [] });
  return { summary, kept };
}
