/**
 * Format 3. Sessions as they are written in bulk: numbers and codes in `session_rows`, texts once each in dictionaries
 * beside it, and `sessions`, the table to ask, as a view over them. All of it is worked out of `events`;
 * `session_entries` remembers which facts (referrer, campaign, device) an entry event has, so that other session
 * settings need not take millions of events apart again.
 */
import { sessionSource } from '../../sessions/session-source';

export const SESSIONS: readonly string[] = [
  'DROP TABLE sessions',
  `CREATE TABLE session_rows (
    idx UINTEGER NOT NULL,
    person UINTEGER NOT NULL,
    tag BIGINT NOT NULL,
    "sameStart" UINTEGER NOT NULL,
    start BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    "durationSeconds" DOUBLE NOT NULL,
    events UINTEGER NOT NULL,
    pageviews UINTEGER NOT NULL,
    "pageDepth" UINTEGER NOT NULL,
    "entryPage" INTEGER,
    "exitPage" INTEGER,
    bounce BOOLEAN NOT NULL,
    reason UTINYINT NOT NULL,
    "engagedSeconds" DOUBLE NOT NULL,
    clicks UINTEGER NOT NULL,
    "rageClicks" UINTEGER NOT NULL,
    errors UINTEGER NOT NULL,
    facts INTEGER
  )`,
  'CREATE TABLE session_persons (code UINTEGER NOT NULL, id VARCHAR NOT NULL)',
  'CREATE TABLE session_pages (code INTEGER NOT NULL, page VARCHAR NOT NULL)',
  'CREATE TABLE session_facts (code INTEGER NOT NULL, facts VARCHAR[] NOT NULL)',
  'CREATE TABLE session_entries (eid UINTEGER NOT NULL, code INTEGER NOT NULL)',
  `CREATE VIEW sessions AS SELECT * FROM ${sessionSource()}`,
];
