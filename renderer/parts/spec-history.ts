/** What was asked before, per kind of insight, so that edits can be taken back. Texts are specs as JSON. */
import { create } from 'zustand';

/** Enough for an afternoon, little enough to keep. */
const DEPTH = 200;

interface Track {
  readonly past: readonly string[];
  readonly future: readonly string[];
  /** The spec on screen; what the view comes back to when its address names none. */
  readonly present: string | undefined;
  /** Edits in a row with the same key (such as typing one label) are one step back. */
  readonly mergeKey: string | undefined;
  /** The id of the saved document that is being looked at; undefined where it has none. */
  readonly saved: string | undefined;
}

const EMPTY: Track = { past: [], future: [], present: undefined, mergeKey: undefined, saved: undefined };

interface History {
  readonly tracks: Readonly<Record<string, Track>>;
}

export const useSpecHistory = create<History>()(() => ({ tracks: {} }));

export const trackOf = (kind: string): Track => useSpecHistory.getState().tracks[kind] ?? EMPTY;

const put = (kind: string, track: Track): void => {
  useSpecHistory.setState(({ tracks }) => ({ tracks: { ...tracks, [kind]: track } }));
};

/**
 * Takes over a spec that came from elsewhere: the address, a default. Nothing to take back. With another document comes
 * another history, for one document's past is no change of the other.
 */
export function adoptSpec(kind: string, spec: string, saved?: string): void {
  const track = trackOf(kind);
  if (track.saved !== saved) put(kind, { ...EMPTY, present: spec, saved });
  else if (track.present !== spec) put(kind, { ...track, present: spec, mergeKey: undefined });
}

/** From now on the spec on screen belongs to this document, or to none; its history stays. */
export function bindSaved(kind: string, saved: string | undefined): void {
  put(kind, { ...trackOf(kind), saved, mergeKey: undefined });
}

export function recordSpec(kind: string, spec: string, mergeKey?: string): void {
  const { past, present, mergeKey: before, saved } = trackOf(kind);
  if (present === spec) return;
  const merges = mergeKey !== undefined && mergeKey === before;
  const kept = merges || present === undefined ? past : [...past, present].slice(-DEPTH);
  put(kind, { past: kept, future: [], present: spec, mergeKey, saved });
}

/** Steps back or forward; answers the spec to show, or undefined where there is none. */
export function stepSpec(kind: string, direction: 'undo' | 'redo'): string | undefined {
  const { past, future, present, saved } = trackOf(kind);
  const target = direction === 'undo' ? past.at(-1) : future[0];
  if (target === undefined || present === undefined) return undefined;
  put(kind, {
    past: direction === 'undo' ? past.slice(0, -1) : [...past, present],
    future: direction === 'undo' ? [present, ...future] : future.slice(1),
    present: target,
    mergeKey: undefined,
    saved,
  });
  return target;
}
