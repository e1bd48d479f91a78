/** What the engine and its fold workers say to each other. Arrays on shared memory are read in place. */
import type { Bitmap } from '../../../shared/base/bitmap';
import type { BucketColumn } from '../../../shared/insights/bucket-column';
import type { FoldInput } from '../../../shared/insights/insight';
import type { PackedInput } from '../../../shared/insights/packed';
import type { Sequences } from '../../../shared/model/sequences';
import type { PiecesData } from '../ranges/pieces';
import type { SentColumn } from '../ranges/wide-column';
import type { FoldSpec } from '../../../shared/insights/specs';
import type { PersonRange } from '../../../shared/model/sequences';
import type { KnownLookups, SentRules } from '../sessions/compare';
import type { Mark } from './mark-task';

/** Sequences in files, which are open in the process. */
export interface SentSequences extends Pick<Sequences, 'persons' | 'length' | 'offsets'> {
  readonly pieces: PiecesData;
}
export type SentInput = PackedInput<Sequences | SentSequences, SentColumn>;

export type FoldTask = InsightTask | SessionsTask | MarkTask | BucketsTask;

/** Describes the sessions that other rules would make: see sessions/compare.ts. */
export interface SessionsTask {
  readonly work: 'sessions';
  readonly input: { readonly sequences: Sequences | SentSequences };
  readonly lookups: KnownLookups;
  readonly rules: SentRules;
  readonly range: PersonRange;
}

/** Makes bitmaps; answers nothing. */
export interface MarkTask {
  readonly work: 'mark';
  readonly input: SentInput;
  readonly marks: readonly Mark[];
  /** By mark; on shared memory. */
  readonly into: readonly Bitmap[];
  readonly range: PersonRange;
}

/** Tells the bucket of each event, and where those of a bucket and of a person end; answers nothing. */
export interface BucketsTask {
  readonly work: 'buckets';
  readonly input: SentInput;
  readonly boundaries: Float64Array;
  /** On shared memory; the bitmaps all clear at first. */
  readonly into: BucketColumn;
  readonly range: PersonRange;
}

export type InsightTask = {
  readonly kind: FoldSpec['kind'];
  readonly params: unknown;
  readonly range: PersonRange;
} & (
  | { readonly work: 'fold'; readonly input: SentInput }
  | {
      readonly work: 'drill';
      /** Of all persons: what is behind a cell may depend on what others have, such as the most frequent values. */
      readonly input: FoldInput;
      readonly cell: unknown;
      readonly dictionaries: readonly (readonly string[])[];
    }
  | {
      /** The same of persons whose events are read; `everyone` is what the fold says of all of them. */
      readonly work: 'drill range';
      readonly input: SentInput;
      readonly cell: unknown;
      readonly dictionaries: readonly (readonly string[])[];
      readonly everyone: unknown;
    }
);

export interface ToWorker {
  readonly id: number;
  readonly task: FoldTask;
  /** One Int32 on shared memory: 1 means that the answer is no longer wanted. */
  readonly stop: SharedArrayBuffer;
}

export type FromWorker =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly stack: string | undefined };
