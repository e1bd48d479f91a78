/**
 * The rrweb events of a stored piece, as rrweb knows them: what PostHog's SDK gzipped inside of them («cv») is unpacked.
 * A part that cannot be unpacked stays as it came.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/model/json';

const unpack = promisify(gunzip);
/** Of one part: a bomb in a recording must not take the engine down. */
const MAX_BYTES = 64 * 2 ** 20;

export interface RrwebEvent {
  /** UTC ms by the browser's clock. */
  readonly time: number;
  readonly json: JsonObject;
  /** About how large it is as a text. */
  readonly size: number;
}

export async function unpackEvents(content: Uint8Array): Promise<RrwebEvent[]> {
  const text = (await unpack(content, { maxOutputLength: MAX_BYTES })).toString('utf8');
  const list = JSON.parse(text) as JsonObject[];
  const even = text.length / Math.max(1, list.length);
  const events: RrwebEvent[] = [];
  for (const item of list) {
    const { json, grown } = 'cv' in item ? await unpackParts(item) : { json: item, grown: 0 };
    events.push({ time: Number(item['timestamp']), json, size: even + grown });
  }
  return events;
}

/** What is compressed is all of `data`, or single lists in it. */
async function unpackParts(event: JsonObject): Promise<{ json: JsonObject; grown: number }> {
  const { cv: version, data, ...rest } = event;
  let grown = 0;
  let failed = false;
  const open = async (value: Json): Promise<Json> => {
    if (typeof value !== 'string' || !value.startsWith('\x1f\x8b')) return value;
    try {
      const bytes = await unpack(Buffer.from(value, 'latin1'), { maxOutputLength: MAX_BYTES });
      grown += bytes.length;
      return JSON.parse(bytes.toString('utf8')) as Json;
    } catch {
      // Cut off or no gzip after all; whoever plays it leaves this part out.
      failed = true;
      return value;
    }
  };
  let opened = data === undefined ? null : await open(data);
  if (isJsonObject(data)) {
    const parts = await Promise.all(
      Object.entries(data).map(async ([key, value]) => [key, await open(value)] as const),
    );
    opened = Object.fromEntries(parts);
  }
  return { json: { ...rest, data: opened, ...(failed && version !== undefined ? { cv: version } : {}) }, grown };
}
