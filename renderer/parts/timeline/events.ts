/** A session's or a person's events as columns, read once from the engine's table. */
import type { Table } from '@uwdata/flechette';
import { EVENT_KINDS, type EventKind } from '../../../shared/model/event';
import { numberColumn, textColumn } from '../../data/arrow';

/** In time order. Texts are empty and numbers NaN where there is none. */
export interface TimelineEvents {
  readonly length: number;
  readonly eid: Float64Array;
  /** UTC ms. */
  readonly time: Float64Array;
  readonly event: readonly string[];
  readonly kind: readonly EventKind[];
  /** The page that was on screen when the event happened; empty before the first of its session. */
  readonly page: readonly string[];
  /** The session's id. */
  readonly session: readonly string[];
  /** What a request, an error or a vital is about. */
  readonly detail: readonly string[];
  /** Of a request or a medium, ms. */
  readonly durationMs: Float64Array;
  /** Of a request. */
  readonly status: Float64Array;
  /** Of a vital. */
  readonly value: Float64Array;
}

const isKind = (text: string): text is EventKind => (EVENT_KINDS as readonly string[]).includes(text);

/** Reads an answer of `sessions.events` or `people.events`. */
export function readEvents(table: Table): TimelineEvents {
  const session = textColumn(table, 'session');
  return {
    length: table.numRows,
    eid: numberColumn(table, 'eid'),
    time: numberColumn(table, 'timestamp'),
    event: textColumn(table, 'event'),
    kind: textColumn(table, 'kind').map((kind) => (isKind(kind) ? kind : 'custom')),
    page: carryPages(textColumn(table, 'page'), session),
    session,
    detail: textColumn(table, 'detail'),
    durationMs: numberColumn(table, 'durationMs'),
    status: numberColumn(table, 'status'),
    value: numberColumn(table, 'value'),
  };
}

/** Carries each page forward over the events that happened on it, within its session. */
export function carryPages(pages: readonly string[], sessions: readonly string[] = []): string[] {
  let current = '';
  return pages.map((page, index) => {
    if (index > 0 && sessions[index] !== sessions[index - 1]) current = '';
    if (page !== '') current = page;
    return current;
  });
}
