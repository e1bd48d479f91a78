/** A person's events folded by session: the rows of the list, the latest session first, events inside it in order. */
export interface HistoryEvents {
  readonly length: number;
  /** UTC ms, in order. */
  readonly time: ArrayLike<number>;
  /** The session of each. */
  readonly session: readonly string[];
}

export interface HistorySession {
  readonly id: string;
  /** Index of its first event, and the one after its last. */
  readonly from: number;
  readonly to: number;
  /** UTC ms. */
  readonly start: number;
  readonly end: number;
}

export type HistoryRow =
  | { readonly type: 'session'; readonly session: HistorySession }
  | { readonly type: 'event'; readonly index: number; readonly session: HistorySession };

/** The sessions in order of time. Events without a session stand for themselves under the empty id. */
export function sessionsOf({ length, time, session }: HistoryEvents): readonly HistorySession[] {
  const sessions: HistorySession[] = [];
  for (let index = 0; index < length; index += 1) {
    const id = session[index] ?? '';
    const at = time[index] ?? 0;
    const last = sessions.at(-1);
    if (last?.id === id) sessions[sessions.length - 1] = { ...last, to: index + 1, end: Math.max(last.end, at) };
    else sessions.push({ id, from: index, to: index + 1, start: at, end: at });
  }
  return sessions;
}

/** `open`: ids of the sessions whose events are shown. */
export function historyRows(sessions: readonly HistorySession[], open: ReadonlySet<string>): readonly HistoryRow[] {
  const rows: HistoryRow[] = [];
  for (const session of sessions.toReversed()) {
    rows.push({ type: 'session', session });
    if (!open.has(session.id)) continue;
    for (let index = session.from; index < session.to; index += 1) rows.push({ type: 'event', index, session });
  }
  return rows;
}
