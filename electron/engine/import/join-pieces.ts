/** Pieces of recordings, fewer and larger. */
import type { RecordingChunk } from '../../../shared/model/recording';

/** Pieces that follow each other in one window as one: a file may have a row for every movement of the mouse. */
export function joinPieces(pieces: readonly RecordingChunk[]): readonly RecordingChunk[] {
  const joined: RecordingChunk[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const isNext =
      last !== undefined &&
      (['source', 'recording', 'window_id', 'distinct_id', 'project'] as const).every(
        (key) => last[key] === piece[key],
      ) &&
      last.events.length + piece.events.length < MAX_PIECE;
    if (!isNext) {
      joined.push(piece);
      continue;
    }
    joined[joined.length - 1] = {
      ...last,
      first: Math.min(last.first, piece.first),
      last: Math.max(last.last, piece.last),
      count: last.count + piece.count,
      events: `${last.events.slice(0, -1)},${piece.events.slice(1)}`,
    };
  }
  return joined;
}

/** Characters. */
const MAX_PIECE = 1_000_000;
