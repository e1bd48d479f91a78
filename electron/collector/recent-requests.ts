/**
 * The latest requests as they came, so that an event can be held against what brought it. A ring bounded by count and
 * bytes; what was stored is in the database, this is only memory of the running host. Shown without secrets, kept with
 * them, because a request that is sent again must mean what it meant.
 */
import type { KeptRequest, RequestAnswer } from '../../shared/contract/requests';
import type { Found } from '../../shared/protocols/registry';
import { hideHeader, hideSecrets } from '../../shared/protocols/secrets';
import type { WireRequest } from '../../shared/protocols/wire';

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

/** Long texts that are kept would be moved about by the collection of garbage: bytes are not. And ids are one text. */
interface Kept extends Omit<TakenRequest, 'eventIds'> {
  /** The body, or as much of it as is kept; undefined where `wire` has it. */
  readonly body: Uint8Array | undefined;
  /** With {@link BETWEEN} between them. */
  readonly ids: string;
  readonly events: number;
  readonly bytesUnpacked: number;
  readonly isCut: boolean;
  readonly size: number;
}

/** In no id that is stored. */
const BETWEEN = '\0';

/** Bytes of shorter texts would lie together with what is not kept. */
const SHORT = 4_096;
/** What an entry costs beside its texts: objects, map slots. */
const ENTRY_BYTES = 500;

export class RecentRequests {
  readonly #kept = new Map<number, Kept>();
  #nextId = 1;
  #oldest = 1;
  #bytes = 0;

  constructor(private readonly limits: RequestLimits = REQUEST_LIMITS) {}

  /** Requests now kept, and roughly what they hold. */
  get size(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.#kept.size, bytes: this.#bytes };
  }

  keep({ wire, found, url, bytesReceived, source, status, tookMs, eventIds, rejects }: TakenRequest): void {
    const { bodyBytes } = this.limits;
    const bytesUnpacked = wire.bytes?.length ?? Buffer.byteLength(wire.body);
    const isCut = bytesUnpacked > bodyBytes;
    const isShort = wire.bytes === undefined && !isCut && wire.body.length < SHORT;
    const bytes = isShort ? undefined : cut(wire.bytes ?? Buffer.from(wire.body), bodyBytes);
    let size = ENTRY_BYTES + Math.min(bytesUnpacked, bodyBytes) + url.length;
    for (const name in wire.headers) size += name.length + (wire.headers[name]?.length ?? 0);
    for (const event of eventIds) size += event.length + 1;
    this.#kept.set(this.#nextId, {
      // Without the bytes that are not kept.
      wire: isShort
        ? wire
        : { ...wire, body: '', ...(wire.bytes === undefined || bytes === undefined ? {} : { bytes }) },
      body: bytes,
      found,
      url,
      bytesReceived,
      source,
      status,
      tookMs,
      ids: eventIds.join(BETWEEN),
      events: eventIds.length,
      rejects,
      bytesUnpacked,
      isCut,
      size,
    });
    this.#nextId += 1;
    this.#bytes += size;
    this.#evict();
  }

  /** The request that brought the event, as it may be shown. */
  get(eventId: string): RequestAnswer {
    // Asked once in a while, by a person; a map of all ids would be kept up with every event. Of two events with one id
    // the first is the one that was stored.
    for (const [id, kept] of this.#kept) {
      if (kept.ids.split(BETWEEN).includes(eventId)) return { is: 'kept', request: toShow(id, kept) };
    }
    return { is: 'gone', message: this.#keepsWhat() };
  }

  /** The request with all that is needed to take it in again; undefined where it is no longer kept. */
  whole(id: number): (Omit<TakenRequest, 'eventIds'> & { readonly isCut: boolean }) | undefined {
    const kept = this.#kept.get(id);
    const isText = kept !== undefined && kept.wire.bytes === undefined;
    return isText ? { ...kept, wire: { ...kept.wire, body: textOf(kept) } } : kept;
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

/** Copied: a part would keep the whole of it in memory. */
const cut = (bytes: Uint8Array, length: number): Uint8Array =>
  bytes.length > length ? Uint8Array.from(bytes.subarray(0, length)) : bytes;

function textOf({ wire, body, isCut }: Kept): string {
  if (body === undefined) return wire.body;
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8');
  // A letter of several bytes may have been cut in two.
  return isCut ? text.replace(/\uFFFD+$/, '') : text;
}

function toShow(id: number, kept: Kept): KeptRequest {
  const { wire, url, bytesReceived, bytesUnpacked, source, status, tookMs, events, rejects, isCut } = kept;
  const isBinary = wire.bytes !== undefined;
  const headers = Object.entries(wire.headers).map(([name, value]) => [name, hideHeader(name, value)] as const);
  return {
    id,
    receivedAt: wire.receivedAt,
    method: wire.method,
    url: hideSecrets(url),
    headers: Object.fromEntries(headers),
    body: isBinary ? Buffer.from(kept.body ?? []).toString('base64') : hideSecrets(textOf(kept)),
    isBinary,
    isCut,
    bytesReceived,
    bytesUnpacked,
    source,
    status,
    tookMs,
    events,
    rejects,
  };
}
