/**
 * The `sessions` table: the view's sessions with everything that only the database knows (referrer, campaign, device),
 * written when somebody asks for it and the view has changed since.
 */
import {
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBValue,
  BIGINT,
  UINTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { sessionId } from '../../../shared/sessions/stitch';
import { sqlWellKnown } from '../../../shared/sql/columns';
import type { View } from '../sequences/view';
import { WriteLock } from '../store/lock';

const TYPES = [
  UINTEGER,
  VARCHAR,
  VARCHAR,
  BIGINT,
  BIGINT,
  DOUBLE,
  UINTEGER,
  UINTEGER,
  UINTEGER,
  VARCHAR,
  VARCHAR,
  BOOLEAN,
  VARCHAR,
  DOUBLE,
  UINTEGER,
  UINTEGER,
  UINTEGER,
  UINTEGER,
];
const CHUNK_ROWS = 2_048;

export class SessionStore {
  private written: View | undefined;
  private readonly turns = new WriteLock();
  private ids: readonly string[] = [];

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly lock: WriteLock,
  ) {}

  /** Runs `work` while the table is the view's; nobody rewrites it meanwhile. */
  with<T>(view: View, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.turns.run(async () => {
      if (this.written !== view) await this.lock.run(() => this.write(view));
      return work(this.connection);
    });
  }

  /** Session ids by index; only inside {@link with}. */
  idOf(index: number): string {
    return this.ids[index] ?? '';
  }

  private async write(view: View): Promise<void> {
    const { sessions, persons, pages } = view;
    const ids = sessionIds(view);
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE stitched (
      idx UINTEGER, id VARCHAR, person VARCHAR, start BIGINT, "end" BIGINT, "durationSeconds" DOUBLE, events UINTEGER,
      pageviews UINTEGER, "pageDepth" UINTEGER, "entryPage" VARCHAR, "exitPage" VARCHAR, bounce BOOLEAN,
      "splitReason" VARCHAR, "engagedSeconds" DOUBLE, clicks UINTEGER, "rageClicks" UINTEGER, errors UINTEGER, entry UINTEGER)`);
    const appender = await this.connection.createAppender('stitched', 'main', 'temp');
    const page = (code: number): string | null => (code < 0 ? null : (pages[code] ?? null));
    for (let from = 0; from < sessions.length; from += CHUNK_ROWS) {
      const rows: DuckDBValue[][] = [];
      for (let i = from; i < Math.min(from + CHUNK_ROWS, sessions.length); i++) {
        const start = sessions.start[i] as number;
        const end = sessions.end[i] as number;
        rows.push([
          i,
          ids[i] as string,
          persons.ids[sessions.person[i] as number] as string,
          BigInt(start),
          BigInt(end),
          (end - start) / 1000,
          sessions.events[i] as number,
          sessions.pageviews[i] as number,
          sessions.pageDepth[i] as number,
          page(sessions.entryPage[i] as number),
          page(sessions.exitPage[i] as number),
          sessions.bounce[i] === 1,
          SPLIT_REASONS[sessions.reason[i] as number] as string,
          (sessions.engagedMs[i] as number) / 1000,
          sessions.clicks[i] as number,
          sessions.rageClicks[i] as number,
          sessions.errors[i] as number,
          sessions.entry[i] as number,
        ]);
      }
      const chunk = DuckDBDataChunk.create(TYPES);
      chunk.setRows(rows);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const known = (name: Parameters<typeof sqlWellKnown>[0]): string => `e.${name}`;
    await this.connection.run('BEGIN');
    await this.connection.run('DELETE FROM sessions');
    await this.connection.run(`INSERT INTO sessions BY NAME
      SELECT s.* EXCLUDE (entry), ${known('referrer')}, ${known('utmSource')} AS "utm.source", ${known('utmMedium')} AS "utm.medium",
        ${known('utmCampaign')} AS "utm.campaign", ${known('utmTerm')} AS "utm.term", ${known('utmContent')} AS "utm.content",
        ${known('device')}, ${known('browser')}, ${known('os')}
      FROM stitched s LEFT JOIN (
        SELECT eid, ${sqlWellKnown('referrer')} AS referrer, ${sqlWellKnown('utmSource')} AS "utmSource",
          ${sqlWellKnown('utmMedium')} AS "utmMedium", ${sqlWellKnown('utmCampaign')} AS "utmCampaign",
          ${sqlWellKnown('utmTerm')} AS "utmTerm", ${sqlWellKnown('utmContent')} AS "utmContent",
          ${sqlWellKnown('device')} AS device, ${sqlWellKnown('browser')} AS browser, ${sqlWellKnown('os')} AS os
        FROM events WHERE eid IN (SELECT entry FROM stitched)
      ) e ON e.eid = s.entry ORDER BY s.idx`);
    await this.connection.run('COMMIT');
    await this.connection.run('DROP TABLE stitched');
    this.ids = ids;
    this.written = view;
  }
}

/** By session index. */
function sessionIds({ sessions, persons }: View): string[] {
  const ids: string[] = [];
  let sameStart = 0;
  for (let i = 0; i < sessions.length; i++) {
    const again = i > 0 && sessions.person[i] === sessions.person[i - 1] && sessions.start[i] === sessions.start[i - 1];
    sameStart = again ? sameStart + 1 : 0;
    ids.push(sessionId(persons.ids[sessions.person[i] as number] as string, sessions.start[i] as number, sameStart));
  }
  return ids;
}
