/** A file of events as Waymark has them, one JSON object per line, read line by line without an engine. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { canonicalEventSchema } from '../../shared/model/event';
import { isJsonObject, type Json, type JsonObject } from '../../shared/model/json';

/** An event, or why the line is none. */
export type EventLine = { readonly line: number } & (
  | { readonly event: { readonly event: string; readonly properties: JsonObject; readonly more: JsonObject } }
  | { readonly problem: string }
);

const HEAD_BYTES = 65_536;
const FIELDS: ReadonlySet<string> = new Set([...Object.keys(canonicalEventSchema.shape), 'eid']);

/** True where the first line is an event with no other fields than Waymark's own. */
export async function isEventFile(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const first = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .split('\n')
      .find((line) => line.trim() !== '');
    const value = first === undefined ? undefined : parse(first);
    return (
      isJsonObject(value) && typeof value['event'] === 'string' && Object.keys(value).every((key) => FIELDS.has(key))
    );
  } finally {
    await file.close();
  }
}

export async function* readEventLines(path: string): AsyncGenerator<EventLine> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== '') yield { line, ...eventOf(parse(line === 1 ? text.replace(/^\uFEFF/, '') : text)) };
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

type Read =
  { readonly event: { event: string; properties: JsonObject; more: JsonObject } } | { readonly problem: string };

function eventOf(value: Json | undefined): Read {
  if (value === undefined) return { problem: 'it is not JSON' };
  if (!isJsonObject(value)) return { problem: 'it is no object' };
  const { event, properties = {}, ...more } = value;
  if (typeof event !== 'string' || event === '') return { problem: '`event` must be the name of what happened' };
  if (!isJsonObject(properties)) return { problem: '`properties` must be an object' };
  return { event: { event, properties, more } };
}
