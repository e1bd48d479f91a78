/** How a result speaks of itself, in zod: its sentence, and what to keep in mind when reading it (docs/insights.md). */
import { z } from 'zod';

export const WARNING_CODES = [
  /** The last bucket had not ended, at the time of asking or where the data ends. */
  'last_bucket_incomplete',
  /** The range begins before the data does, or the data begins within the first bucket. */
  'range_before_data',
  /** The range goes on after the data ends. */
  'range_after_data',
  /** Range and data have nothing in common. */
  'range_without_data',
  /** The data seems to begin in the middle of something: whoever looks new at its beginning may not be. */
  'starts_mid_history',
  /** No event of the data has this name. */
  'event_unknown',
  /** The data has the name in another spelling too. */
  'event_spelt_differently',
  /** The event begins or ends within the range, as if it was tracked for a part of it only. */
  'event_only_in_part',
  /** The event occurs, but never with these conditions. */
  'nothing_matches',
  /** A conversion window as long as the range or longer. */
  'window_longer_than_range',
  /** Shares of few are compared. */
  'small_sample',
  /** A percentile of few values. */
  'few_values',
  /** Ids that stand for nobody on a noticeable part of the events. */
  'junk_ids',
  /** Events whose devices' clocks were hours off, and were corrected. */
  'clock_skew',
  /** Events later than their arrival. */
  'events_in_future',
  /** Groups of a type are counted that no event names. */
  'group_unknown',
  /** Groups are counted, and events name none. */
  'events_without_group',
  /** Sessions are counted, and events lie outside all sessions. */
  'events_without_session',
  /** The order of events matters, and their times are whole seconds. */
  'whole_seconds',
  /** Hours are counted across a change of the clocks. */
  'clock_change',
  /** A property used as a number is often none. */
  'not_numbers',
  /** What the view leaves out or does not finish, such as cohorts too young to tell. */
  'too_early',
  'left_out',
] as const;

export const warningSchema = z.strictObject({
  code: z.enum(WARNING_CODES),
  /** One or two sentences: what, and what it does to the numbers. */
  message: z.string(),
  /** JSON path into the spec, where one member is meant. */
  path: z.string().optional(),
});
export type Warning = z.infer<typeof warningSchema>;
export type WarningCode = Warning['code'];

/** The members that explaining adds to every result's `meta`. */
export const explainedMeta = {
  /** What the result says, in words with its numbers. */
  sentence: z.string().optional(),
  /** `[from, to)` in the sentence, in UTF-16 units: what one looks for. */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])).optional(),
  warnings: z.array(warningSchema).optional(),
};
