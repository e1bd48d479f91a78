/** Timeline events written as rows, for the tests of the timeline. */
import { carryPages, type TimelineEvents } from '../../../renderer/parts/timeline/events';
import type { EventKind } from '../../../shared/model/event';

export interface EventRow {
  /** UTC ms. */
  readonly time: number;
  readonly event: string;
  readonly kind?: EventKind;
  readonly page?: string;
  readonly session?: string;
  readonly detail?: string;
  readonly durationMs?: number;
  readonly status?: number;
  readonly value?: number;
}

/** Rows in time order; of one session unless they say otherwise. Numbers in the store are the rows' places. */
export function eventsOf(rows: readonly EventRow[]): TimelineEvents {
  const session = rows.map((row) => row.session ?? 's1');
  const numbers = (of: (row: EventRow, index: number) => number | undefined): Float64Array =>
    Float64Array.from(rows, (row, index) => of(row, index) ?? Number.NaN);
  return {
    length: rows.length,
    eid: numbers((_, index) => index + 100),
    time: numbers((row) => row.time),
    event: rows.map(({ event }) => event),
    kind: rows.map(({ kind }) => kind ?? 'custom'),
    page: carryPages(
      rows.map(({ page }) => page ?? ''),
      session,
    ),
    session,
    detail: rows.map(({ detail }) => detail ?? ''),
    durationMs: numbers((row) => row.durationMs),
    status: numbers((row) => row.status),
    value: numbers((row) => row.value),
  };
}
