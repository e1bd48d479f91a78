/** What warnings need to know of the data beside the result. The engine gathers it once per state of the data. */
import type { Filter } from '../../model/filter';

/** One event name over all the data. Times in UTC ms. */
export interface EventFacts {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  /** Those whose time is a whole second. */
  readonly wholeSeconds: number;
}

export interface DataFacts {
  /** Events in all. */
  readonly total: number;
  /** By event name. */
  readonly names: ReadonlyMap<string, EventFacts>;
  /** Events by UTC day (days since 1970-01-01); a day without events is absent. */
  readonly days: ReadonlyMap<number, number>;
  /** Events whose distinct id stands for nobody, such as «null». */
  readonly junk: number;
  /** Events whose corrected time differs from the device's own by an hour or more. */
  readonly skewed: number;
  /** Events a day or more later than their arrival. */
  readonly future: number;
}

/** The groups that events name. */
export interface GroupFacts {
  /** The most used type first. */
  readonly types: readonly { readonly type: string; readonly groups: number }[];
  /** Of the events that pass a filter, those that name a group of the type that the question counts. */
  readonly matched: (filter: Filter) => number | undefined;
}

/** What was counted for this one question. */
export interface AskedFacts {
  /** How many events of all the data pass a filter; undefined where the plan did not ask for it. */
  readonly matched: (filter: Filter) => number | undefined;
  /** Where groups are counted. */
  readonly groups?: GroupFacts | undefined;
  /** Events outside all sessions. */
  readonly withoutSession: number;
  /** By property: of its latest values, how many there are, and how many are numbers. */
  readonly numbers: ReadonlyMap<string, { readonly values: number; readonly numeric: number }>;
}

export type Facts = DataFacts & AskedFacts;
