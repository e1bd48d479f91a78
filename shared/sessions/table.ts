/** Sessions as columns: what stitching makes and everything after it reads. */

/** In the order of person and time. Times UTC ms. */
export interface SessionTable {
  readonly length: number;
  readonly person: Int32Array;
  /** Position in SPLIT_REASONS. */
  readonly reason: Uint8Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** First event, by eid. */
  readonly first: Uint32Array;
  /** The event that speaks for where the visit came from: the first page or screen, else the first event; by eid. */
  readonly entry: Uint32Array;
  readonly events: Uint32Array;
  readonly pageviews: Uint32Array;
  readonly pageDepth: Uint32Array;
  /** Page codes, -1 where the session saw no page. */
  readonly entryPage: Int32Array;
  readonly exitPage: Int32Array;
  readonly bounce: Uint8Array;
  readonly engagedMs: Float64Array;
  readonly clicks: Uint32Array;
  readonly rageClicks: Uint32Array;
  readonly errors: Uint32Array;
}

/** `length` sessions, all zero. */
export function emptySessions(length: number): SessionTable {
  return {
    length,
    person: new Int32Array(length),
    reason: new Uint8Array(length),
    start: new Float64Array(length),
    end: new Float64Array(length),
    first: new Uint32Array(length),
    entry: new Uint32Array(length),
    events: new Uint32Array(length),
    pageviews: new Uint32Array(length),
    pageDepth: new Uint32Array(length),
    entryPage: new Int32Array(length),
    exitPage: new Int32Array(length),
    bounce: new Uint8Array(length),
    engagedMs: new Float64Array(length),
    clicks: new Uint32Array(length),
    rageClicks: new Uint32Array(length),
    errors: new Uint32Array(length),
  };
}
