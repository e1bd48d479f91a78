/** What is asked of recordings: which there are, and the rrweb events of one, page by page. */
import { DuckDBBlobValue, type DuckDBConnection } from '@duckdb/node-api';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { fail } from '../../../shared/contract/errors';
import { readRows } from '../store/read';
import { notACursor, parseCursor, printCursor } from '../tables/cursor';
import { type RrwebEvent, unpackEvents } from './unpack';

const BY_START = 'recordings start desc';

export async function recordingsList(
  connection: DuckDBConnection,
  input: CommandInput<'recordings.list'>,
): Promise<CommandOutput<'recordings.list'>> {
  const cursor = parseCursor(input.cursor, BY_START);
  const params: Record<string, string | number> = {};
  const where: string[] = [];
  const having: string[] = [];
  if (input.source !== undefined) {
    where.push('source = $source');
    params['source'] = input.source;
  }
  if (input.recording !== undefined) {
    where.push('recording = $recording');
    params['recording'] = input.recording;
  }
  if (input.distinctId !== undefined) {
    having.push('bool_or(distinct_id = $distinctId)');
    params['distinctId'] = input.distinctId;
  }
  const grouped = `
    SELECT source, recording, any_value(project) AS project, min(first - skew) AS start, max(last - skew) AS "end",
      count(*)::INTEGER AS chunks, sum(events)::BIGINT AS events, sum(bytes)::BIGINT AS bytes,
      sum(json_bytes)::BIGINT AS json_bytes, count(DISTINCT window_id)::INTEGER AS windows,
      to_json(list_sort(list(DISTINCT distinct_id) FILTER (distinct_id IS NOT NULL))) AS ids,
      source || chr(10) || recording AS key
    FROM recordings ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
    GROUP BY source, recording ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}`;
  const [counted] = await readRows(connection, `SELECT count(*)::INTEGER AS total FROM (${grouped})`, { ...params });
  if (cursor !== undefined) {
    if (typeof cursor.value !== 'number') return notACursor();
    params['start'] = cursor.value;
    params['key'] = cursor.id;
  }
  const after = cursor === undefined ? '' : 'WHERE start < $start OR (start = $start AND key > $key)';
  const rows = await readRows(
    connection,
    `SELECT * FROM (${grouped}) ${after} ORDER BY start DESC, key LIMIT ${input.limit + 1}`,
    params,
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    total: Number(counted?.['total'] ?? 0),
    rows: page.map((row) => ({
      source: String(row['source']),
      recording: String(row['recording']),
      ...(row['project'] === null ? {} : { project: String(row['project']) }),
      distinctIds: row['ids'] === null ? [] : (JSON.parse(String(row['ids'])) as string[]),
      start: Number(row['start']),
      end: Number(row['end']),
      windows: Number(row['windows']),
      chunks: Number(row['chunks']),
      events: Number(row['events']),
      bytes: Number(row['bytes']),
      jsonBytes: Number(row['json_bytes']),
    })),
    ...(rows.length > page.length && last !== undefined
      ? { nextCursor: printCursor({ by: BY_START, value: Number(last['start']), id: String(last['key']) }) }
      : {}),
  };
}

/** A page ends here even where more events were asked for. */
const PAGE_BYTES = 8 * 2 ** 20;
const IN_ORDER = 'recording events asc';

interface Piece {
  readonly id: number;
  readonly first: number;
}

export async function recordingsGet(
  connection: DuckDBConnection,
  input: CommandInput<'recordings.get'>,
): Promise<CommandOutput<'recordings.get'>> {
  const cursor = parseCursor(input.cursor, IN_ORDER);
  if (cursor !== undefined && typeof cursor.value !== 'number') return notACursor();
  // The page before ended at this time, when so many events of the same time were out already.
  const from = cursor === undefined ? Number.NEGATIVE_INFINITY : Number(cursor.value);
  const skip = cursor === undefined ? 0 : Number(cursor.id);
  const params = {
    source: input.source,
    recording: input.recording,
    ...(input.window === undefined ? {} : { window: input.window }),
  };
  const whose = `source = $source AND recording = $recording${input.window === undefined ? '' : ' AND window_id = $window'}`;
  const pieces = await readRows(
    connection,
    `SELECT id, first, last, skew, window_id, events FROM recordings WHERE ${whose} ORDER BY first, id`,
    params,
  );
  if (pieces.length === 0) {
    return fail('not_found', `There is no recording «${input.recording}» of ${input.source}.`);
  }
  const wanted = pieces
    .filter((piece) => Number(piece['last']) >= from)
    .map((piece): Piece => ({ id: Number(piece['id']), first: Number(piece['first']) }));
  const page = await gather(connection, wanted, { from, skip, limit: input.limit });
  return {
    source: input.source,
    recording: input.recording,
    skew: Number(pieces[0]?.['skew'] ?? 0),
    windows: windowsOf(pieces),
    events: page.events.map(({ json }) => json),
    ...(page.next === undefined
      ? {}
      : { nextCursor: printCursor({ by: IN_ORDER, value: page.next.time, id: String(page.next.skip) }) }),
  };
}

interface Page {
  readonly events: readonly RrwebEvent[];
  readonly next?: { readonly time: number; readonly skip: number };
}

/**
 * Pieces overlap, and a piece that was packed anew for a retry holds what another holds too. So events wait until no
 * piece to come can begin before them; of those that are the same at the same time one is given.
 */
async function gather(
  connection: DuckDBConnection,
  pieces: readonly Piece[],
  { from, skip, limit }: { readonly from: number; readonly skip: number; readonly limit: number },
): Promise<Page> {
  const given: RrwebEvent[] = [];
  let waiting: RrwebEvent[] = [];
  let size = 0;
  let skipped = 0;
  for (const [at, piece] of pieces.entries()) {
    const events = await unpackEvents(await contentOf(connection, piece.id));
    waiting = inOrder([...waiting, ...events.filter(({ time }) => time >= from)]);
    const bound = pieces[at + 1]?.first ?? Number.POSITIVE_INFINITY;
    let taken = 0;
    for (const event of waiting) {
      if (event.time >= bound) break;
      if (event.time === from && skipped < skip) {
        skipped += 1;
        taken += 1;
        continue;
      }
      const isFull = given.length >= limit || (given.length > 0 && size + event.size > PAGE_BYTES);
      if (isFull) return { events: given, next: placeAfter(given, event.time, from, skip) };
      given.push(event);
      size += event.size;
      taken += 1;
    }
    waiting = waiting.slice(taken);
  }
  return { events: given };
}

/** By time, in the order of their pieces where it is the same, each once. */
function inOrder(events: readonly RrwebEvent[]): RrwebEvent[] {
  const sorted = events.toSorted((a, b) => a.time - b.time);
  const kept: RrwebEvent[] = [];
  let texts = new Set<string>();
  for (const [at, event] of sorted.entries()) {
    const sharesTime = sorted[at - 1]?.time === event.time || sorted[at + 1]?.time === event.time;
    if (sorted[at - 1]?.time !== event.time) texts = new Set();
    if (sharesTime) {
      const text = JSON.stringify(event.json);
      if (texts.has(text)) continue;
      texts.add(text);
    }
    kept.push(event);
  }
  return kept;
}

/** Where the next page begins: at the time of the first event that was left, after those of this time that are out. */
function placeAfter(
  given: readonly RrwebEvent[],
  time: number,
  from: number,
  skip: number,
): { time: number; skip: number } {
  const out = given.filter((event) => event.time === time).length;
  return { time, skip: time === from ? skip + out : out };
}

async function contentOf(connection: DuckDBConnection, id: number): Promise<Uint8Array> {
  const reader = await connection.runAndReadAll('SELECT content FROM recordings WHERE id = $1', [id]);
  const value = reader.getRows()[0]?.[0];
  return value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array();
}

function windowsOf(pieces: readonly Record<string, unknown>[]): CommandOutput<'recordings.get'>['windows'] {
  const windows = new Map<string | null, { first: number; last: number; events: number }>();
  for (const piece of pieces) {
    const id = piece['window_id'] as string | null;
    const known = windows.get(id);
    const [first, last, events] = [Number(piece['first']), Number(piece['last']), Number(piece['events'])];
    windows.set(id, {
      first: Math.min(first, known?.first ?? first),
      last: Math.max(last, known?.last ?? last),
      events: events + (known?.events ?? 0),
    });
  }
  return [...windows].map(([id, rest]) => ({ ...(id === null ? {} : { id }), ...rest }));
}
