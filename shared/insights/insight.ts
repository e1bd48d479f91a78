/**
 * What an insight is to the engine: a spec schema, a plan, a fold and a shape. One folder per kind implements it; all
 * of them are pure. The engine resolves the plan's predicates and columns, runs the fold over person ranges on worker
 * threads, merges the partials in range order and shapes the result.
 */
import type { z } from 'zod';
import type { Bitmap } from '../base/bitmap';
import type { Filter } from '../model/filter';
import type { PersonRange, Sequences } from '../model/sequences';
import type { BucketColumn } from './bucket-column';
import type { NameCleaning } from './clean-names';
import type { PackedCodes } from './packed';

/** What planning may know beside the spec. Times in UTC ms. */
export interface PlanContext {
  /** The workspace's IANA zone, used where the spec names none. */
  readonly timezone: string;
  readonly weekStart: 'monday' | 'sunday';
  /** The clock, for relative ranges. */
  readonly now: number;
  /** First and last event time of the data; undefined while there is none. */
  readonly extent: { readonly from: number; readonly to: number } | undefined;
}

/** What the fold wants to have at hand; the engine makes each once and caches it. */
export interface Needs {
  /** Bitmaps over positions, in this order. */
  readonly predicates: readonly Filter[];
  /** Dictionary-coded property columns (property paths), in this order. */
  readonly codeColumns: readonly string[];
  /** Code columns that are looked at for few events, through `codeAt`: places in `codeColumns`. */
  readonly few?: readonly number[];
  /** Code columns whose values are to be known by cleaner names: places in `codeColumns`. */
  readonly cleaned?: readonly { readonly column: number; readonly cleaning: NameCleaning }[];
  /** Numeric property columns (property paths), in this order; NaN where missing or not a number. */
  readonly numberColumns: readonly string[];
  /** Boundaries of buckets (`bucket-column.ts`), in this order; a fold has to do without where they are not at hand. */
  readonly buckets?: readonly Float64Array[];
  /** The fold reads groups of this type in the place of persons: sequences, bitmaps and columns are in their order. */
  readonly groupedBy?: string | undefined;
}

/** `params` must survive structured clone: it travels to the workers. */
export interface Plan<Params> {
  readonly needs: Needs;
  readonly params: Params;
}

/** A plan's needs, met. Bitmaps and columns are over positions of `sequences`. */
export interface FoldInput {
  readonly sequences: Sequences;
  readonly predicates: readonly Bitmap[];
  readonly codes: readonly Int32Array[];
  /** Columns of which few events are looked at, as they are kept (`packed.ts`); in `codes` they are empty then. */
  readonly fewCodes?: readonly (PackedCodes | undefined)[];
  /** Entries in each code column's dictionary, in the order of `codes`. */
  readonly codeSizes: readonly number[];
  readonly numbers: readonly Float64Array[];
  /** By place in the plan's `cleaned`: the cleaned name's code, by the column's code. */
  readonly tables: readonly Int32Array[];
  /** The bucket of each event, in the order of the plan's `buckets`; those that are at hand. */
  readonly buckets?: readonly (BucketColumn | undefined)[];
}

/** Asked every few thousand persons; true means: give up, the answer is no longer wanted. */
export type Stop = () => boolean;

/** The units behind a cell. Persons (or, where the needs say so, groups) are indexes into the sequences; `positions` are the events that speak for them. */
export interface DrillUnits {
  readonly unit: 'persons';
  readonly persons: readonly number[];
  /** Per person the positions that put it there (a funnel's chain, a bucket's events), in time order. */
  readonly positions: readonly (readonly number[])[];
}

export interface Insight<Spec, Params, Partial, Result, Cell> {
  readonly kind: string;
  readonly spec: z.ZodType<Spec>;
  /** Everything but `meta`, which the engine adds. */
  readonly result: z.ZodType<Result>;
  /** Names one count of the result, such as a funnel step's converted or dropped. */
  readonly cell: z.ZodType<Cell>;
  plan(spec: Spec, context: PlanContext): Plan<Params>;
  /** One range of persons. Partials must survive structured clone (typed arrays welcome). */
  fold(input: FoldInput, params: Params, range: PersonRange, stop: Stop): Partial;
  /** Associative; `a` covers the persons before `b`. */
  merge(a: Partial, b: Partial): Partial;
  /** `dictionaries` are those of the plan's code columns, in order, then the names of its `cleaned`. */
  shape(spec: Spec, params: Params, partial: Partial, dictionaries: readonly (readonly string[])[]): Result;
  /**
   * The units behind `cell` in one range of persons, by the same rules as the fold. `everyone`: what the fold says of all
   * persons; to be given where the input is of the range alone, since what a cell holds may depend on what others have.
   */
  drill(
    input: FoldInput,
    params: Params,
    cell: Cell,
    range: PersonRange,
    dictionaries: readonly (readonly string[])[],
    everyone?: Partial,
  ): DrillUnits;
}
