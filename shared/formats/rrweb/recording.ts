/**
 * Recordings of the screen in files: rrweb events, one a row; PostHog's blocks of them (`{windowId, data: […]}`); and what
 * PostHog's player exports as one file. Where the file does not say of which session it is, its pages become page views,
 * so that there is a session to find it by.
 */
import { WELL_KNOWN, type CanonicalEvent, type Reject } from '../../model/event';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { RecordingChunk } from '../../model/recording';
import { pageAddress } from '../../protocols/page-address';
import { readId, readObject, readText, reject } from '../../protocols/reading';
import { RECORDING_DEPTH, readRecording } from '../../protocols/recording';
import { hash64 } from '../../protocols/visitor';
import { withoutSecrets } from '../har/address';
import { hasAnyColumn, hasColumns, keysIn, type FileOutline, type RowReading, type VendorFormat } from '../vendor';

/** rrweb's type of the event that says which page a document is of. */
const META = 4;

const isStream = (outline: FileOutline): boolean => {
  const types = outline.columns.find(({ name }) => name === 'type')?.samples.filter((text) => text !== '') ?? [];
  const isOfRrweb = types.length > 0 && types.every((text) => /^\d$/.test(text));
  return hasColumns(outline, ['type', 'data', 'timestamp']) && isOfRrweb && outline.container !== 'csv';
};

export const rrwebRecording: VendorFormat = {
  vendor: 'rrweb',
  title: 'rrweb recording',
  maxDepth: RECORDING_DEPTH,
  recognise: (outline) =>
    isStream(outline) ? 'Its rows are rrweb events: a number as «type», «data», «timestamp».' : undefined,
  reader: (receivedAt) => streamReader('rrweb', receivedAt),
};

export const postHogRecording: VendorFormat = {
  vendor: 'posthog',
  title: 'PostHog recording',
  maxDepth: RECORDING_DEPTH,
  recognise: (outline) => {
    const keys = keysIn(outline, 'data');
    if (hasColumns(outline, ['version', 'data']) && (keys.has('snapshots') || keys.has('snapshotsByWindowId'))) {
      return 'It is one recording with its «snapshots», as PostHog’s player exports it.';
    }
    const isBlocks = hasColumns(outline, ['data']) && hasAnyColumn(outline, ['windowId', 'window_id']);
    return isBlocks && !hasAnyColumn(outline, ['type', 'event'])
      ? 'Its rows are pieces of a recording: «windowId» and «data».'
      : undefined;
  },
  reader: (receivedAt) => streamReader('posthog', receivedAt),
};

interface Part {
  readonly list: readonly Json[];
  readonly window: string | undefined;
  readonly place: string;
}

function streamReader(source: 'rrweb' | 'posthog', receivedAt: number): (row: JsonObject) => RowReading {
  // A file is one recording; where it has no name, it is called by how it begins.
  let name: string | undefined;
  return (row) => {
    const file = readObject(row['data']);
    const told =
      nameIn(row['session_id']) ??
      nameIn(row['sessionId']) ??
      (row['version'] === undefined ? undefined : nameIn(file['id']));
    name ??= told ?? `rrweb-${hash64(JSON.stringify(row).slice(0, NAMED_BY))}`;
    const recording = told ?? name;
    const person = readObject(file['person']);
    const ids = person['distinct_ids'];
    const whose = readId(person['distinct_id']) ?? (Array.isArray(ids) ? readId(ids[0]) : undefined);
    const visitor = whose ?? (told === undefined ? recording : undefined);
    const chunks: RecordingChunk[] = [];
    const rejects: Reject[] = [];
    const parts = partsOf(row);
    for (const { list, window, place } of parts) {
      const { chunk, problem } = readRecording(list, place, {
        recording,
        source,
        received_at: receivedAt,
        skew: 0,
        window_id: window,
        distinct_id: visitor,
      });
      if (chunk !== undefined) chunks.push(chunk);
      if (problem !== undefined) rejects.push(problem);
    }
    if (parts.length === 0)
      rejects.push(reject('malformed_event', 'The row holds no piece of a recording.', 'data', ''));
    const pages = told === undefined ? parts.flatMap(({ list }) => pagesIn(list, recording, source, receivedAt)) : [];
    return { events: pages, rejects, recordings: chunks };
  };
}

const NAMED_BY = 2_000;

/** A recording's name is no longer than what can be stored of it. */
const nameIn = (value: Json | undefined): string | undefined => {
  const id = readId(value);
  return id === undefined || id.length > 1_000 ? undefined : id;
};

function partsOf(row: JsonObject): readonly Part[] {
  const data = row['data'];
  const window = readId(row['windowId']) ?? readId(row['window_id']);
  if (typeof row['type'] === 'number') return [{ list: [eventOf(row)], window, place: '' }];
  if (Array.isArray(data)) return [{ list: data, window, place: 'data' }];
  const { snapshots, snapshotsByWindowId } = readObject(data);
  if (Array.isArray(snapshots)) {
    const windows = new Map<string | undefined, Json[]>();
    for (const each of snapshots) {
      const own = isJsonObject(each) ? (readId(each['windowId']) ?? readId(each['window_id'])) : undefined;
      windows.set(own, [...(windows.get(own) ?? []), isJsonObject(each) ? eventOf(each) : each]);
    }
    return [...windows].map(([own, list]) => ({ list, window: own, place: 'data.snapshots' }));
  }
  return Object.entries(readObject(snapshotsByWindowId)).flatMap(([own, list]) =>
    Array.isArray(list) ? [{ list, window: own, place: `data.snapshotsByWindowId.${own}` }] : [],
  );
}

/** Without what the file says beside. */
const eventOf = ({ windowId: _a, window_id: _b, session_id: _c, sessionId: _d, ...event }: JsonObject): JsonObject =>
  event;

function pagesIn(
  list: readonly Json[],
  recording: string,
  source: string,
  receivedAt: number,
): readonly CanonicalEvent[] {
  return list.flatMap((item): CanonicalEvent[] => {
    const href = isJsonObject(item) && item['type'] === META ? readText(readObject(item['data'])['href']) : undefined;
    const time = isJsonObject(item) ? item['timestamp'] : undefined;
    if (href === undefined || typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0 || time >= TIME_LIMIT)
      return [];
    return [
      {
        event_id: `${recording}-page-${time}-${hash64(href)}`,
        event: 'pageview',
        kind: 'page',
        timestamp: time,
        received_at: receivedAt,
        distinct_id: recording,
        anonymous_id: recording,
        session_id: recording,
        groups: {},
        properties: { ...pageAddress(withoutSecrets(href)), [WELL_KNOWN.url]: withoutSecrets(href) },
        source,
      },
    ];
  });
}

/** The year 2200, as for all events. */
const TIME_LIMIT = 7_258_118_400_000;
