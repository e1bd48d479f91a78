/**
 * What each vendor takes, from its own documentation: what is larger is dropped, cut or refused there. SDKs that cut by
 * themselves are not listed: what they send fits.
 */
import type { Family } from './families';

export interface RequestLimit {
  readonly path: RegExp;
  readonly items?: number;
  /** Of the unpacked body. */
  readonly bytes?: number;
  /** What the vendor does with a larger one. */
  readonly fate: string;
}

export interface VendorLimits {
  /** Bytes of one event as JSON. */
  readonly eventBytes?: number;
  /** Properties of one event that the caller chose. */
  readonly properties?: number;
  /** How deep objects may stand in one another within a property. */
  readonly depth?: number;
  readonly listItems?: number;
  readonly textLength?: number;
  /** Properties whose texts may be longer. */
  readonly textLengths?: Readonly<Record<string, number>>;
  readonly nameLength?: number;
  readonly propertyNameLength?: number;
  readonly idLength?: { readonly least?: number; readonly most?: number };
  /** What an event's name may look like. */
  readonly name?: { readonly pattern: RegExp; readonly words: string };
  /** Older than this when it arrives. */
  readonly ageMs?: number;
  /** Further in the future than this when it arrives. */
  readonly aheadMs?: number;
  /** Of one request, by endpoint: the first that fits the path counts. */
  readonly requests?: readonly RequestLimit[];
  /** What becomes of a whole event that is too large. */
  readonly fate: string;
  /** What becomes of a text, list or property that is too long. */
  readonly partFate: string;
}

const KB = 1_024;
const MB = 1_024 * KB;
const HOUR_MS = 3_600_000;

export const LIMITS: { readonly [F in Family]?: VendorLimits } = {
  posthog: {
    eventBytes: MB,
    requests: [{ path: /./, bytes: 20 * MB, fate: 'answers 413 to' }],
    idLength: { most: 200 },
    aheadMs: 23 * HOUR_MS,
    fate: 'drops',
    partFate: 'cuts off',
  },
  segment: {
    eventBytes: 32 * KB,
    requests: [{ path: /./, bytes: 500 * KB, fate: 'answers 400 to' }],
    fate: 'drops',
    partFate: 'drops',
  },
  rudderstack: {
    eventBytes: 32 * KB,
    requests: [{ path: /./, bytes: 4 * MB, fate: 'answers 413 to' }],
    fate: 'warns of or drops',
    partFate: 'drops',
  },
  mixpanel: {
    eventBytes: MB,
    requests: [
      { path: /\/import$/, items: 2_000, bytes: 10 * MB, fate: 'answers 413 to' },
      { path: /./, items: 2_000, bytes: MB, fate: 'answers 413 to' },
    ],
    properties: 255,
    depth: 3,
    listItems: 255,
    ageMs: 5 * 24 * HOUR_MS,
    fate: 'drops',
    partFate: 'drops',
  },
  amplitude: {
    eventBytes: MB,
    requests: [
      { path: /\/batch$/, items: 2_000, bytes: 20 * MB, fate: 'answers 413 to' },
      { path: /./, items: 2_000, bytes: MB, fate: 'answers 413 to' },
    ],
    textLength: 1_024,
    idLength: { least: 5 },
    fate: 'drops',
    partFate: 'cuts off',
  },
  ga4: {
    requests: [{ path: /\/mp\/collect$/, items: 25, bytes: 130 * KB, fate: 'drops, without an error,' }],
    properties: 25,
    textLength: 100,
    textLengths: { page_title: 300, page_referrer: 420, page_location: 1_000, link_url: 1_000 },
    nameLength: 40,
    propertyNameLength: 40,
    idLength: { most: 256 },
    name: { pattern: /^[a-z]\w*$/i, words: 'begin with a letter and hold only letters, digits and underscores' },
    fate: 'drops',
    partFate: 'cuts off or drops',
  },
  plausible: {
    properties: 30,
    propertyNameLength: 300,
    textLength: 2_000,
    nameLength: 120,
    fate: 'drops',
    partFate: 'drops',
  },
  umami: { nameLength: 50, textLength: 500, properties: 50, fate: 'cuts off', partFate: 'cuts off' },
};
