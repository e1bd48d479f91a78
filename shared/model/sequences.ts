/**
 * The sequence store's shape: every event once, grouped by person and ordered by (timestamp, event_id). All arrays may
 * lie on SharedArrayBuffers, so that workers read them without a copy. Worked example with two persons, three events:
 *
 *   offsets [0, 2, 3]   person 0 owns positions 0 and 1, person 1 owns position 2
 *   time    [t0, t1, t0]   UTC ms
 *   name    [0, 1, 0]   codes into the event-name dictionary
 *   session [0, 0, 1]   dense session index, ascending in position order
 *   eid     [7, 4, 5]   the event's number in the store
 */
export interface Sequences {
  /** Number of persons. */
  readonly persons: number;
  /** Number of events. */
  readonly length: number;
  /** persons + 1 entries; person p owns positions offsets[p] up to, not including, offsets[p + 1]. */
  readonly offsets: Uint32Array;
  readonly time: Float64Array;
  readonly name: Int32Array;
  readonly session: Int32Array;
  readonly eid: Uint32Array;
}

/** A half-open range of person indexes. */
export interface PersonRange {
  readonly from: number;
  readonly to: number;
}
