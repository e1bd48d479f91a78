/** Commands for the requests that events came by. The host keeps the latest of them in memory; the store never does. */
import { z } from 'zod';
import type { CommandRow } from './command-row';

/** A request as it came, for people to read: unpacked, without cookies, and with its secrets hidden. */
export const keptRequestSchema = z.strictObject({
  /** Names it for {@link REQUEST_COMMANDS}`['requests.resend']`, as long as the host runs. */
  id: z.number().int(),
  /** UTC ms. */
  receivedAt: z.number(),
  method: z.string(),
  /** Whole, with the query. */
  url: z.string(),
  /** Names in lower case. */
  headers: z.record(z.string(), z.string()),
  /** The unpacked body; base64 of it where the sender calls it no text. */
  body: z.string(),
  isBinary: z.boolean(),
  /** The body was longer than is kept: only its beginning is here. */
  isCut: z.boolean(),
  /** Bytes of the body as they came, and without compression and wrapping. */
  bytesReceived: z.number(),
  bytesUnpacked: z.number(),
  /** The protocol that understood it. */
  source: z.string(),
  /** The status of the answer, and how long after the request's head it was ready (ms). */
  status: z.number(),
  tookMs: z.number(),
  /** How many events and rejects it held. */
  events: z.number(),
  rejects: z.number(),
});
export type KeptRequest = z.infer<typeof keptRequestSchema>;

export const requestAnswerSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('kept'), request: keptRequestSchema }),
  /** The message says what is kept, and so why this is not. */
  z.strictObject({ is: z.literal('gone'), message: z.string() }),
]);
export type RequestAnswer = z.infer<typeof requestAnswerSchema>;

/** What became of a request that was sent again. */
export const resendAnswerSchema = z.strictObject({
  status: z.number(),
  stored: z.number(),
  /** Events that were stored before, by their ids; they are left as they are. */
  duplicates: z.number(),
  rejects: z.number(),
  tookMs: z.number(),
});
export type ResendAnswer = z.infer<typeof resendAnswerSchema>;

/** Requests that nothing here understands by their path: an SDK that was given a wrong address. */
export const strayRequestsSchema = z.strictObject({
  /** Since the host started. */
  count: z.number(),
  latest: z.strictObject({ method: z.string(), path: z.string(), receivedAt: z.number() }).optional(),
});
export type StrayRequests = z.infer<typeof strayRequestsSchema>;

export const REQUEST_COMMANDS = {
  /** The request that brought an event. */
  'requests.get': {
    at: 'host',
    answer: 'json',
    input: z.strictObject({ eventId: z.string().min(1) }),
    output: requestAnswerSchema,
  },
  /** Takes a kept request in once more, the same way as when it came. */
  'requests.resend': {
    at: 'host',
    answer: 'json',
    input: z.strictObject({ requestId: z.number().int() }),
    output: resendAnswerSchema,
  },
  /** How many requests came to a path that no SDK uses, and the latest of them. */
  'requests.strays': { at: 'host', answer: 'json', input: z.strictObject({}), output: strayRequestsSchema },
} as const satisfies Record<string, CommandRow>;

/** Who answers the commands above: the collector, which takes requests in. */
export interface RequestDesk {
  get(eventId: string): RequestAnswer;
  /** Rejects with an `AppFailure` where the request is no longer kept whole, or cannot be stored now. */
  resend(requestId: number): Promise<ResendAnswer>;
  strays(): StrayRequests;
}
