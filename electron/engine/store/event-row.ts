/** The stored form of an event, both ways. */
import { isJsonObject, type Json, type JsonObject } from '../../../shared/model/json';
import type { CanonicalEvent, EventKind } from '../../../shared/model/event';
import type { StoredEvent } from '../../../shared/contract/commands';
import type { Row } from './read';

/** What a query must select for {@link toStoredEvent}. */
export const EVENT_FIELDS_SQL =
  'eid, event_id, event, kind, timestamp, original_timestamp, sent_at, received_at, distinct_id, anonymous_id, user_id, session_hint, groups, properties, source, project, lib, lib_version';

const LONE_SURROGATE = /(^|[^\\])((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/**
 * JSON text that DuckDB reads: `JSON.stringify` writes half a surrogate pair as an escape that no strict parser takes,
 * and one such text would make every query over the column fail, so it becomes U+FFFD.
 */
export const storableJson = (value: unknown): string => storableJsonText(JSON.stringify(value));

/** The same of what `JSON.stringify` gave. */
export const storableJsonText = (text: string): string =>
  text.includes('\\ud') ? text.replace(LONE_SURROGATE, '$1$2\uFFFD').replace(LONE_SURROGATE, '$1$2\uFFFD') : text;

const SUSPECT = /[\0\ud800-\udfff]/;

/** Text columns hold no lone surrogates and no NUL. */
export const storableText = (text: string): string =>
  SUSPECT.test(text) ? text.replace(/\p{Surrogate}|\0/gu, '\uFFFD') : text;

const optional = <K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } =>
  value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

export function toStoredEvent(row: Row): StoredEvent {
  const text = (key: string): string | undefined => (row[key] === null ? undefined : String(row[key]));
  const number = (key: string): number | undefined => (row[key] === null ? undefined : Number(row[key]));
  return {
    eid: Number(row['eid']),
    event_id: String(row['event_id']),
    event: String(row['event']),
    kind: String(row['kind']) as EventKind,
    timestamp: Number(row['timestamp']),
    received_at: Number(row['received_at']),
    distinct_id: String(row['distinct_id']),
    groups: parseObject(row['groups']) as Record<string, string>,
    properties: parseObject(row['properties']),
    source: String(row['source']),
    ...optional('original_timestamp', number('original_timestamp')),
    ...optional('sent_at', number('sent_at')),
    ...optional('anonymous_id', text('anonymous_id')),
    ...optional('user_id', text('user_id')),
    ...optional('session_id', text('session_hint')),
    ...optional('project', text('project')),
    ...optional('lib', text('lib')),
    ...optional('lib_version', text('lib_version')),
  };
}

function parseObject(cell: Row[string] | undefined): JsonObject {
  const value = JSON.parse(String(cell)) as Json;
  return isJsonObject(value) ? value : {};
}

/** The event as the live feed shows it, without asking the database again. */
export const withEid = (event: CanonicalEvent, eid: number): StoredEvent => ({ ...event, eid });
