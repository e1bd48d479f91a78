/**
 * The latest requests as they came, so that an event can be held against what brought it. A ring bounded by count and
 * bytes; what was stored is in the database, this is only memory of the running host. Shown without secrets, kept with
 * them, because a request that is sent again must mean what it meant.
 */
import type { KeptRequest, RequestAnswer } from '../../shared/contract/requests';
import type { Found } from '../../shared/protocols/registry';
import { hideHeader, hideSecrets } from '../../shared/protocols/secrets';
import type { WireRequest } from '../../shared/protocols/wire';
import { Slabs } from './slabs';

export interface RequestLimits {
  readonly requests: number;
  readonly bytes: number;
  /** Of one body; what is longer is cut. */
  readonly bodyBytes: number;
}

export const REQUEST_LIMITS: RequestLimits = { requests: 5_000, bytes: 64 * 2 ** 20, bodyBytes: 2 ** 20 };

/** A request and what became of it. */
export interface TakenRequest {
  readonly wire: WireRequest;
  readonly found: Found;
  /** With the query, as asked. */
  readonly url: string;
  readonly bytesReceived: number;
  readonly source: string;
  readonly status: number;
  readonly tookMs: number;
  readonly eventIds: readonly string[];
  readonly rejects: number;
}

/** What is kept of a request beside its body, as JSON. */
interface Head extends Omit<TakenRequest, 'wire' | 'found'> {
  readonly wire: WireHead;
}
/** Without what the host adds to every request as it comes. */
type WireHead = Omit<WireRequest, 'body' | 'bytes' | 'newId' | 'visitorSalt' | 'groupTypes' | 'flags'>;

/** Few objects each: the collection of garbage would move about all that is kept, and follow it. */
interface Kept {
  readonly head: Buffer;
  /** As much of it as is kept. */
  readonly body: Uint8Array;
  readonly isBinary: boolean;
  readonly bytesUnpacked: number;
  readonly isCut: boolean;
  readonly found: Found;
  readonly newId: WireRequest['newId'];
  readonly size: number;
}

/** What an entry costs beside its texts: objects, map slots. */
const ENTRY_BYTES = 300;

export class RecentRequests {
  readonly #kept = new Map<number, Kept>();
  readonly #slabs = new Slabs();
  #nextId = 1;
  #oldest = 1;
  #bytes = 0;

  constructor(private readonly limits: RequestLimits = REQUEST_LIMITS) {}

  /** Requests now kept, and roughly what they hold. */
  get size(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#kept.size, bytes: this.#bytes };
  }

  keep(taken: TakenRequest): void {
    const { found, wire } = taken;
    const { body, bytes, newId } = wire;
    const { bodyBytes } = this.limits;
    const bytesUnpacked = bytes?.length ?? Buffer.byteLength(body);
    const isCut = bytesUnpacked > bodyBytes;
    const head = this.#slabs.keep(headText(taken));
    const whole = bytes ?? (isCut ? Buffer.from(body) : this.#slabs.keep(body));
    const kept = isCut ? Uint8Array.from(whole.subarray(0, bodyBytes)) : whole;
    const size = ENTRY_BYTES + head.length + kept.length;
    const isBinary = bytes !== undefined;
    this.#kept.set(this.#nextId, { head, body: kept, isBinary, bytesUnpacked, isCut, found, newId, size });
    this.#nextId += 1;
    this.#bytes += size;
    this.#evict();
  }

  /** The request that brought the event, as it may be shown. */
  get(eventId: string): RequestAnswer {
    // Asked once in a while, by a person; a map of all ids would be kept up with every event. Of two events with one id
    // the first is the one that was stored.
    const text = JSON.stringify(eventId);
    for (const [id, kept] of this.#kept) {
      if (!kept.head.includes(text)) continue;
      const head = headOf(kept);
      if (head.eventIds.includes(eventId)) return { is: 'kept', request: toShow(id, kept, head) };
    }
    return { is: 'gone', message: this.#keepsWhat() };
  }

  /** The request with all that is needed to take it in again; undefined where it is no longer kept. */
  whole(id: number): (Omit<TakenRequest, 'eventIds'> & { readonly isCut: boolean }) | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    const { wire, ...more } = headOf(kept);
    const { isBinary, body, newId, found, isCut } = kept;
    const content = isBinary ? { body: '', bytes: body } : { body: textOf(kept) };
    return { ...more, found, isCut, wire: { ...wire, ...content, newId } };
  }

  #keepsWhat(): string {
    const { requests, bytes } = this.limits;
    const amount = `the last ${requests.toLocaleString('en')} requests (up to ${Math.round(bytes / 2 ** 20)} MB) of this run`;
    return `The request that brought this event is not kept: Waymark keeps ${amount}. Events of files and of earlier runs have none.`;
  }

  #evict(): void {
    // By number: a map that is asked for its first entry walks over all that were taken out before it.
    for (; this.#kept.size > this.limits.requests || this.#bytes > this.limits.bytes; this.#oldest += 1) {
      this.#bytes -= this.#kept.get(this.#oldest)?.size ?? 0;
      this.#kept.delete(this.#oldest);
    }
  }
}

/** Field by field: what is spread costs several times as much, and here it is each request's. */
function headText({ wire, url, bytesReceived, source, status, tookMs, eventIds, rejects }: TakenRequest): string {
  const { method, path, query, repeated, headers, credential, clientAddress, baseUrl, receivedAt } = wire;
  return JSON.stringify({
    wire: { method, path, query, repeated, headers, credential, clientAddress, baseUrl, receivedAt } satisfies Record<
      keyof WireHead,
      unknown
    >,
    url,
    bytesReceived,
    source,
    status,
    tookMs,
    eventIds,
    rejects,
  } satisfies Record<keyof Head, unknown>);
}

const headOf = ({ head }: Kept): Head => JSON.parse(head.toString('utf8')) as Head;

function textOf({ body, isCut }: Kept): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
  // A letter of several bytes may have been cut in two.
  return isCut ? text.replace(/\uFFFD+$/, '') : text;
}

function toShow(id: number, kept: Kept, head: Head): KeptRequest {
  const { wire, url, bytesReceived, source, status, tookMs, eventIds, rejects } = head;
  const { isBinary, body, bytesUnpacked, isCut } = kept;
  const headers = Object.entries(wire.headers).map(([name, value]) => [name, hideHeader(name, value)] as const);
  return {
    id,
    receivedAt: wire.receivedAt,
    method: wire.method,
    url: hideSecrets(url),
    headers: Object.fromEntries(headers),
    body: isBinary ? Buffer.from(body).toString('base64') : hideSecrets(textOf(kept)),
    isBinary,
    isCut,
    bytesReceived,
    bytesUnpacked,
    source,
    status,
    tookMs,
    events: eventIds.length,
    rejects,
  };
}
