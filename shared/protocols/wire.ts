/**
 * What a decoder gets and gives. The collector has undone everything that is not the protocol's own: compression,
 * base64, form wrapping, the family prefix of the path. Decoders are pure: the clock and fresh ids are arguments.
 */
import type { FlagPerson } from '../flags/evaluate';
import type { LocalFlags } from '../flags/flag';
import type { CanonicalEvent, Reject } from '../model/event';
import type { RecordingChunk } from '../model/recording';

export interface WireRequest {
  readonly method: string;
  /** Below the family prefix, starting with `/`, without a trailing slash. */
  readonly path: string;
  /** Of a name that is there several times, the last. */
  readonly query: Readonly<Record<string, string>>;
  /** Names of the query that are there several times, with all that they say; absent where there is none. */
  readonly repeated?: Readonly<Record<string, readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the `Authorization` header says: a bearer token, or the user name of Basic. */
  readonly credential?: string;
  /** Whose address it came from, for ids of visitors who have none; it is kept nowhere. */
  readonly clientAddress?: string;
  /** Keeps ids that are made of it from telling it; the workspace's own secret, kept nowhere else. */
  readonly visitorSalt?: string;
  /** The unpacked body as text, empty where there was none. */
  readonly body: string;
  /** The same as bytes, where the sender calls it no text (protobuf). */
  readonly bytes?: Uint8Array;
  /** Where the asker reached us, with the prefix, such as `http://127.0.0.1:8787/segment`. */
  readonly baseUrl: string;
  /** UTC ms. */
  readonly receivedAt: number;
  /** A fresh unique id for an event that came without one. */
  readonly newId: () => string;
  /** The workspace's flags, where the route asked for them. */
  readonly flags?: LocalFlags;
  /** The types of groups that the workspace's events name, where the route asked for them. */
  readonly groupTypes?: ReadonlySet<string>;
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Instead of the body, where the answer is no text: the one pixel that old browsers wait for. */
  readonly bytes?: Uint8Array;
  /** Instead of all of the above, where the server has it: a script out of the SDK's own package, by its file name. */
  readonly script?: string;
  /** JavaScript that goes before the script. */
  readonly scriptPrelude?: string;
}

export interface Decoded {
  readonly events: readonly CanonicalEvent[];
  readonly rejects: readonly Reject[];
  /** Pieces of recordings of the screen, where the request brought any. */
  readonly recordings?: readonly RecordingChunk[];
  /** Sent once all of it is stored. */
  readonly answer: WireAnswer;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Over the whole path of {@link WireRequest}. */
  readonly path: RegExp;
  /** For a path that two vendors use: whether this request is for this one. It must not throw, whatever was sent. */
  readonly isFor?: (request: WireRequest) => boolean;
  /** Whether the request is to be given the workspace's flags. */
  readonly wantsFlags?: true;
  /** About whom flags are asked, where it is about somebody. It must not throw, whatever was sent. */
  readonly flagsFor?: (request: WireRequest) => FlagPerson;
  /** Whether the request is to be given the types of groups that are known. */
  readonly wantsGroupTypes?: true;
  readonly decode: (request: WireRequest) => Decoded;
}

export interface Protocol {
  /** The events' `source`, and the path prefix under which the protocol always answers. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** For people who sent something elsewhere: what is understood. */
  readonly understands: string;
}

export const jsonAnswer = (body: unknown, status = 200): WireAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

/** A transparent picture of one pixel, the answer that image requests want. */
export const pixelAnswer = (): WireAnswer => ({ status: 200, contentType: 'image/gif', body: '', bytes: PIXEL });

// GIF89a, 1 × 1, its only colour transparent.
const PIXEL = Uint8Array.from([
  71, 73, 70, 56, 57, 97, 1, 0, 1, 0, 128, 0, 0, 0, 0, 0, 255, 255, 255, 33, 249, 4, 1, 0, 0, 0, 0, 44, 0, 0, 0, 0, 1,
  0, 1, 0, 0, 2, 1, 68, 0, 59,
]);

/** An answer with nothing to store. */
export const nothing = (answer: WireAnswer): Decoded => ({ events: [], rejects: [], answer });
