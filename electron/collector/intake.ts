/**
 * One event request from its bytes to its answer: unpack, decode, put on disk, and only then say yes. Nothing here knows a
 * protocol; the registry does.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Ingest, IngestAnswer, IngestBatch } from '../../shared/contract/engine';
import type { ResendAnswer } from '../../shared/contract/requests';
import { AppFailure, fail } from '../../shared/contract/errors';
import { RUN_PROPERTY, runOf } from '../../shared/model/test-run';
import { ok, type Result } from '../../shared/base/result';
import type { Signals } from '../../shared/model/signals';
import type { FlagPerson } from '../../shared/flags/evaluate';
import type { LocalFlags } from '../../shared/flags/flag';
import type { Reject } from '../../shared/model/event';
import type { RejectedRequest } from '../../shared/model/rejected-request';
import { narrowRequest } from '../../shared/protocols/narrow';
import { claimFor, type Found } from '../../shared/protocols/registry';
import { hideSecrets } from '../../shared/protocols/secrets';
import { jsonAnswer, nothing, type Decoded, type WireAnswer, type WireRequest } from '../../shared/protocols/wire';
import type { Logger } from '../log/logger';
import {
  isBinary,
  plainJson,
  readBody,
  textOf,
  unpackBytes,
  unwrapData,
  type BodyLimits,
  type BodyProblem,
} from './body';
import { clientAddress } from './client-address';
import { GroupTypes } from './group-types';
import type { RecentRequests, TakenRequest } from './recent-requests';
import { answerWithScript, type SdkScripts } from './sdk-scripts';
import type { Target } from './target';

/** The workspace's feature flags as they are now, for a protocol that asks, about a person where it is about one. */
export type FlagsFor = (protocol: string, person?: FlagPerson) => Promise<LocalFlags>;

export interface IntakeOptions {
  readonly ingest: Ingest;
  readonly limits: BodyLimits;
  /** How much may be under way before senders are asked to wait. */
  readonly queue: { readonly requests: number; readonly bytes: number };
  /** How long storing may take before the sender is left without an answer: it would be yes or no, and neither is known. */
  readonly patienceMs: number;
  /** Says yes to all, understands and stores nothing: what the bench holds the collector against. */
  readonly answersOnly?: boolean;
  /** Where requests that brought events are kept for a while. */
  readonly recent: RecentRequests;
  readonly flags?: FlagsFor;
  /** What ids of visitors who have none are made with. */
  readonly visitorSalt?: string;
  /** The types of groups that stored events name. */
  readonly groupTypes?: () => Promise<readonly string[]>;
  /** What browser SDKs load from their vendor. */
  readonly scripts?: SdkScripts;
  readonly log: Logger;
}

export type IntakeAnswer = WireAnswer & {
  readonly retryAfterSeconds?: number;
  /** The rest of the body was not read. */
  readonly closes?: boolean;
};

/** What {@link Intake.take} gives where nothing can be said: the line is to be cut, which every SDK takes as «later». */
export const NO_ANSWER = 'no answer';

type Kept =
  /** On disk; what became of it, where that is known. */
  | { readonly is: 'kept'; readonly became: IngestAnswer | undefined }
  /** It will not be stored. */
  | { readonly is: 'refused'; readonly why: string | undefined }
  | { readonly is: 'unsure' };

interface Body {
  readonly text: string;
  /** Where the sender calls it no text. */
  readonly bytes?: Buffer;
}

const asBody = (text: Result<string, BodyProblem>): Result<Body, BodyProblem> =>
  text.ok ? ok({ text: text.value }) : text;

type KeptReject = Reject & { readonly request?: RejectedRequest };

/** As it is stored: without the sender's secrets, and with what is needed to read it again. */
const asKept = (reject: Reject, request: RejectedRequest | undefined): KeptReject => ({
  ...reject,
  raw: hideSecrets(reject.raw),
  ...(request === undefined ? {} : { request }),
});

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

const PROBLEM_STATUS = { 'too-large': 413, 'too-slow': 408, malformed: 400, aborted: 400 } as const;

export class Intake {
  #requests = 0;
  #bytes = 0;

  readonly #groupTypes: GroupTypes;

  constructor(private readonly options: IntakeOptions) {
    this.#groupTypes = new GroupTypes(options.groupTypes ?? (() => Promise.resolve([])), options.log);
  }

  /** Answers one request that a protocol claims. Never rejects for anything a sender can do. */
  async take(request: IncomingMessage, target: Target, found: Found): Promise<IntakeAnswer | typeof NO_ANSWER> {
    const { queue, limits } = this.options;
    if (this.#requests >= queue.requests || this.#bytes >= queue.bytes) return { ...busy(), closes: true };
    this.#requests += 1;
    const startedAt = performance.now();
    let counted = 0;
    try {
      const bytes = await readBody(request, limits);
      if (!bytes.ok) return await this.#refuse(bytes.error, found);
      counted = bytes.value.length;
      this.#bytes += counted;
      const plain = plainJson(bytes.value, request);
      const body = plain === undefined ? await this.#unpack(request, target, bytes.value) : ok<Body>({ text: plain });
      if (!body.ok) return await this.#refuse(body.error, found);
      // What was packed small may be large now, and many of them too large together.
      const unpacked = body.value.bytes?.length ?? body.value.text.length;
      counted += unpacked;
      this.#bytes += unpacked;
      if (this.#requests > 1 && this.#bytes > queue.bytes) return busy();
      if (this.options.answersOnly === true) return jsonAnswer({ status: 1 });
      const wire = this.#toWireRequest(request, target, found, body.value);
      const sent = { wire, found, url: target.href, bytesReceived: bytes.value.length };
      const { answer, kept } = await this.#decodeAndKeep(sent, startedAt);
      if (kept.is === 'unsure') return NO_ANSWER;
      return kept.is === 'refused' ? busy(kept.why) : await answerWithScript(answer, this.options.scripts);
    } finally {
      this.#requests -= 1;
      this.#bytes -= counted;
    }
  }

  async #unpack(request: IncomingMessage, target: Target, bytes: Buffer): Promise<Result<Body, BodyProblem>> {
    const { limits } = this.options;
    const inQuery = request.method === 'GET' ? target.query['data'] : undefined;
    if (inQuery !== undefined) return asBody(await unwrapData(inQuery, limits));
    const plain = await unpackBytes(bytes, request.headers['content-encoding'] ?? '', limits);
    if (!plain.ok) return plain;
    return isBinary(request.headers) ? ok({ text: '', bytes: plain.value }) : asBody(await textOf(plain.value, limits));
  }

  #toWireRequest(request: IncomingMessage, target: Target, found: Found, body: Body): WireRequest {
    const headers: Record<string, string> = {};
    for (const name in request.headers) {
      const value = request.headers[name];
      // Cookies know no ports: these may be another application's.
      if (name === 'cookie' || value === undefined) continue;
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    const wire: Mutable<WireRequest> = {
      method: request.method ?? 'GET',
      path: found.path,
      query: target.query,
      headers,
      body: body.text,
      baseUrl: target.origin + found.prefix,
      receivedAt: Date.now(),
      newId: randomUUID,
    };
    const credential = credentialIn(headers['authorization'] ?? '');
    const address = clientAddress(request);
    const { visitorSalt } = this.options;
    if (target.repeated !== undefined) wire.repeated = target.repeated;
    if (credential !== undefined) wire.credential = credential;
    if (address !== undefined) wire.clientAddress = address;
    if (visitorSalt !== undefined) wire.visitorSalt = visitorSalt;
    if (body.bytes !== undefined) wire.bytes = body.bytes;
    return wire;
  }

  /** Takes a kept request in once more, as if it had just come. Rejects with an `AppFailure` where that cannot be. */
  async resend(requestId: number): Promise<ResendAnswer> {
    const startedAt = performance.now();
    const kept = this.options.recent.whole(requestId);
    if (kept === undefined) return fail('not_found', 'This request is no longer kept, so it cannot be sent again.');
    if (kept.isCut) {
      return fail('invalid_request', 'The body was too large to be kept whole; send it again from where it came.');
    }
    const { found, url, bytesReceived } = kept;
    const { visitorSalt } = this.options;
    const salt = visitorSalt === undefined ? {} : { visitorSalt };
    const sent = { wire: { ...kept.wire, ...salt, receivedAt: Date.now() }, found, url, bytesReceived };
    const taken = await this.#decodeAndKeep(sent, startedAt, true);
    const { answer, kept: outcome, rejects } = taken;
    if (outcome.is === 'unsure') return fail('overloaded', 'Storing it takes long. Look whether it came, in a while.');
    if (outcome.is === 'refused') return fail('overloaded', `${cannotStore(outcome.why)} Try again in a moment.`);
    const became = outcome.became ?? { stored: 0, duplicates: 0 };
    return { status: answer.status, ...became, rejects, tookMs: performance.now() - startedAt };
  }

  async #decodeAndKeep(
    sent: Pick<TakenRequest, 'wire' | 'found' | 'url' | 'bytesReceived'>,
    startedAt: number,
    tells = false,
  ): Promise<{ answer: WireAnswer; kept: Kept; rejects: number }> {
    const { found } = sent;
    const { protocol, route } = claimFor(found, sent.wire);
    const groupTypes = route.wantsGroupTypes === true ? await this.#groupTypes.known() : undefined;
    const wire = groupTypes === undefined ? sent.wire : { ...sent.wire, groupTypes };
    const flags = route.wantsFlags === true ? await this.options.flags?.(protocol, route.flagsFor?.(wire)) : undefined;
    const read = route.decode(flags === undefined ? wire : { ...wire, flags });
    // Who asks how it would be answered sends no event yet.
    const decoded = wire.method === 'HEAD' ? nothing(read.answer) : withRun(read, runOf(wire.headers, wire.query));
    const narrowed = narrowRequest(wire, found.prefix, route.decode, decoded);
    const whole = decoded.rejects.map((reject, i) => asKept(reject, narrowed[i]));
    const { answer, events, recordings = [] } = decoded;
    const batch = toBatch({ events, recordings, rejects: whole }, protocol, wire.receivedAt, signalsOf(wire, decoded));
    // What was decoded is not held on to while it is forced to disk: many requests wait there together.
    const eventIds = events.map(({ event_id }) => event_id);
    const types = events.flatMap(({ groups }) => Object.keys(groups));
    const rejects = whole.length;
    const kept = await this.#keep(batch, protocol, tells);
    if (kept.is === 'kept' && eventIds.length > 0) {
      this.#groupTypes.learn(types);
      const tookMs = performance.now() - startedAt;
      const { url, bytesReceived } = sent;
      const { status } = answer;
      const { recent } = this.options;
      // Field by field, as all that is made for each request: what follows a spread costs ten times as much.
      recent.keep({ wire: sent.wire, found, url, bytesReceived, source: protocol, status, tookMs, eventIds, rejects });
    }
    return { answer, kept, rejects };
  }

  /** A body that cannot be read is kept as a reject, so that whoever sent it finds out why nothing arrived. */
  async #refuse(problem: BodyProblem, found: Found): Promise<IntakeAnswer | typeof NO_ANSWER> {
    const answer = jsonAnswer({ error: problem.is, message: problem.message }, PROBLEM_STATUS[problem.is]);
    // Who of several it was for could only have been told by the body.
    const { protocol } = found.claims[0];
    this.options.log.warn('body refused', { protocol, problem: problem.is });
    if (problem.is === 'too-large' || problem.is === 'malformed') {
      const raw = problem.is === 'malformed' ? problem.raw : '';
      const reject = { code: 'malformed_body', message: problem.message, place: '', raw } as const;
      const batch = toBatch({ events: [], rejects: [reject] }, protocol, Date.now());
      const kept = await this.#keep(batch, protocol);
      if (kept.is === 'unsure') return NO_ANSWER;
      if (kept.is === 'refused') return { ...busy(kept.why), closes: true };
    }
    return { ...answer, closes: problem.is !== 'malformed' };
  }

  async #keep(batch: IngestBatch, source: string, tells = false): Promise<Kept> {
    const { events, rejects, recordings = [] } = batch;
    if (events.length === 0 && rejects.length === 0 && recordings.length === 0) return NOTHING_KEPT;
    const { log } = this.options;
    const counts = { source, events: events.length, rejects: rejects.length };
    try {
      const became = await inTime(this.options.ingest(batch, tells), this.options.patienceMs);
      log.debug('kept', counts);
      return { is: 'kept', became };
    } catch (error) {
      if (error instanceof TookTooLong) {
        log.warn('not kept in time; the sender got no answer', counts);
        return { is: 'unsure' };
      }
      log.warn('not kept; the sender was asked to try again', { ...counts, err: error });
      // Other failures may name what is the workspace's own business.
      const why = error instanceof AppFailure && error.error.code === 'overloaded' ? error.error.message : undefined;
      return { is: 'refused', why };
    }
  }
}

const NOTHING_KEPT: Kept = { is: 'kept', became: undefined };

class TookTooLong extends Error {}

/** Settles as `work` does, or rejects after so long. */
const inTime = <T>(work: Promise<T>, milliseconds: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TookTooLong()), milliseconds);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error as Error);
      },
    );
  });

const toBatch = (
  {
    events,
    rejects,
    recordings = [],
  }: Pick<IngestBatch, 'events' | 'recordings'> & { readonly rejects: readonly KeptReject[] },
  source: string,
  receivedAt: number,
  signals?: Signals,
): IngestBatch => ({
  events,
  rejects: rejects.map((reject) => ({ ...reject, source, receivedAt })),
  ...(recordings.length === 0 ? {} : { recordings }),
  ...(signals === undefined ? {} : { signals }),
});

/** No vendor refuses a request for its size below both. */
const LARGE = { items: 25, bytes: 100_000 };

/** What is told of the request beside its events; undefined where there is nothing to tell. */
function signalsOf(
  { headers, path, body, bytes: raw }: WireRequest,
  { events, rejects }: Pick<Decoded, 'events' | 'rejects'>,
): Signals | undefined {
  const items = events.length + rejects.length;
  const bytes = raw?.length ?? Buffer.byteLength(body);
  const signals = {
    ...(headers['dnt'] === '1' ? { doNotTrack: true } : {}),
    ...(headers['sec-gpc'] === '1' ? { globalPrivacyControl: true } : {}),
    ...(items > LARGE.items || bytes > LARGE.bytes ? { request: { path: path.slice(0, 200), items, bytes } } : {}),
  };
  return Object.keys(signals).length === 0 ? undefined : signals;
}

/** Marks the events of a test run as such. */
function withRun(decoded: Decoded, run: string | undefined): Decoded {
  if (run === undefined) return decoded;
  const events = decoded.events.map((event) => ({
    ...event,
    properties: { ...event.properties, [RUN_PROPERTY]: run },
  }));
  return { ...decoded, events };
}

/** The one answer that every SDK takes as «later, please» and none as «never». */
const busy = (why?: string): IntakeAnswer => ({
  ...jsonAnswer({ error: 'busy', message: `${cannotStore(why)} Send them again in a moment.` }, 503),
  retryAfterSeconds: 2,
});

const cannotStore = (why: string | undefined): string =>
  `Waymark cannot store events right now${why === undefined ? '.' : `: ${why}`}`;

function credentialIn(authorization: string): string | undefined {
  const [, scheme, value = ''] = /^(Basic|Bearer) +(.+)$/i.exec(authorization.trim()) ?? [];
  const text = scheme?.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString('utf8').split(':')[0] : value;
  return text === undefined || text === '' ? undefined : text;
}
