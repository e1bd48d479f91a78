/** Runs one fold task; the same in a worker and, where there are none, in the engine itself. */
import { eachWordOfEnds, fillBuckets } from '../../../shared/insights/bucket-column';
import { type PackedInput, type ReadSequences } from '../../../shared/insights/packed';
import { insightOf } from '../../../shared/insights/registry';
import type { DrillUnits, Stop } from '../../../shared/insights/insight';
import type { Sequences } from '../../../shared/model/sequences';
import { type EventColumns, EVENT_LAYOUT } from '../ranges/events';
import { Pieces } from '../ranges/pieces';
import { Rooms } from '../ranges/rooms';
import { openedColumn, type SentColumn } from '../ranges/wide-column';
import { describeSessions } from '../sessions/compare';
import { markRange } from './mark-task';
import type { BucketsTask, FoldTask, InsightTask, SentInput, SentSequences } from './messages';
import { unpacker } from './unpacker';

export function runTask(task: FoldTask, stop: Stop): unknown {
  // Taken back before its turn came: nobody reads the answer.
  if (stop()) return undefined;
  const { range } = task;
  if (task.work === 'sessions') {
    return describeSessions(task.input.sequences, task.lookups, task.rules, range, stop);
  }
  if (task.work === 'mark') {
    markRange(opened(task.input), task.marks, task.into, task.range, stop);
    return undefined;
  }
  if (task.work === 'buckets') {
    fillRange(task, stop);
    return undefined;
  }
  const answer = runInsight(task, stop);
  // What nobody waits for is not carried over.
  return stop() ? undefined : answer;
}

/** Events between two looks at whether the answer is still wanted. */
const EVENTS_PER_LOOK = 262_144;

function fillRange({ input: sent, boundaries, into, range }: BucketsTask, stop: Stop): void {
  const { input, base } = unpacker.windowOf(opened(sent), range);
  const { offsets, time } = input.sequences;
  const end = offsets[range.to] as number;
  for (let from = offsets[range.from] as number; from < end && !stop(); from += EVENTS_PER_LOOK) {
    fillBuckets(time, from, Math.min(end, from + EVENTS_PER_LOOK), boundaries, into.bucket, base + from);
  }
  if (stop()) return;
  // Words at both ends of the range are others' too.
  eachWordOfEnds(sent.sequences.offsets, into.bucket, range, (word, ends, lasts) => {
    Atomics.or(into.ends, word, ends);
    Atomics.or(into.lasts, word, lasts);
  });
}

function runInsight(task: InsightTask, stop: Stop): unknown {
  const insight = insightOf(task.kind);
  const { params, range } = task;
  switch (task.work) {
    case 'fold':
      return insight.fold(unpacker.inputOf(opened(task.input), range), params, range, stop);
    case 'drill':
      return insight.drill(task.input, params, task.cell, range, task.dictionaries);
    case 'drill range': {
      const { input, base } = unpacker.windowOf(opened(task.input), range);
      return moved(insight.drill(input, params, task.cell, range, task.dictionaries, task.everyone), base);
    }
  }
}

/** Positions of a window as those of the view. */
export const moved = ({ positions, ...units }: DrillUnits, base: number): DrillUnits => ({
  ...units,
  positions: positions.map((own) => own.map((position) => position + base)),
});

/** The input, its sequences and columns ready to be read where they are in files. */
export function opened(input: SentInput): PackedInput {
  return {
    ...input,
    sequences: openedSequences(input.sequences),
    codes: input.codes.map((column) => (isSent(column) ? openedColumn(column) : column)),
    numbers: input.numbers.map((column) => {
      if (isSent(column)) return openedColumn(column);
      if (column instanceof Float64Array) return column;
      const { codes, values } = column;
      return { codes: isSent(codes) ? openedColumn(codes) : codes, values };
    }),
  };
}

const rooms = new Rooms<EventColumns>(EVENT_LAYOUT);
const isSent = <T>(column: T | SentColumn): column is SentColumn =>
  typeof column === 'object' && column !== null && 'file' in column;

function openedSequences(sequences: Sequences | SentSequences): Sequences | ReadSequences {
  if (!('pieces' in sequences)) return sequences;
  const { persons, length, offsets, pieces } = sequences;
  const columns = new Pieces<EventColumns>(pieces);
  return { persons, length, offsets, read: (column, from, to) => rooms.read(columns, column, from, to) };
}
