/** Commands of the test API: what arrived, waited for, and the run's events taken out again. */
import { z } from 'zod';
import { jsonSchema } from '../model/json';
import { type CommandRow, storedEventSchema } from './command-row';

export const findEventsSchema = z.strictObject({
  event: z.string().optional(),
  distinct_id: z.string().optional(),
  /** UTC ms: received then or later. */
  since: z.number().int().optional(),
  /** Stored after the event of this number; what `next` said before. */
  after: z.number().int().min(-1).optional(),
  /** Properties that must be there and equal, at every depth. */
  match: z.record(z.string(), jsonSchema).optional(),
  /** Properties by path (`cart.total`) and what they are written as. */
  equals: z.array(z.strictObject({ keys: z.array(z.string()).min(1), text: z.string() })).optional(),
  /** Waits until so many match. */
  count: z.number().int().min(1).max(10_000).optional(),
  timeoutMs: z.number().int().min(0).max(120_000).optional(),
  limit: z.number().int().min(0).max(10_000).optional(),
});
export type FindEvents = z.infer<typeof findEventsSchema>;

export const foundEventsSchema = z.strictObject({
  /** In the order in which they were stored. */
  events: z.array(storedEventSchema),
  /** False where fewer than `count` came in time. */
  enough: z.boolean(),
  /** Pass it as `after` to see only what is stored from now on. */
  next: z.number().int(),
  /** Where there were not enough: events of that name which carry something else, the newest few. */
  near: z.array(storedEventSchema),
  /** Where there were not enough: what else arrived, by name. */
  others: z.array(z.strictObject({ event: z.string(), count: z.number() })),
});
export type FoundEvents = z.infer<typeof foundEventsSchema>;

export const TESTING_COMMANDS = {
  'events.find': { at: 'engine', answer: 'json', input: findEventsSchema, output: foundEventsSchema },
  /** Takes out what this run received. Refused unless Waymark was started for tests. */
  'run.reset': {
    at: 'engine',
    answer: 'json',
    input: z.strictObject({}),
    output: z.strictObject({ events: z.number(), rejects: z.number() }),
  },
} as const satisfies Record<string, CommandRow>;
