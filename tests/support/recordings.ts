/** Requests recorded beside the checkout, `../shared/captures` or where `WAYMARK_CAPTURES` says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BODY_LIMITS, unpackBody, unpackBytes, unwrapData } from '../../electron/collector/body';
import type { Sent } from './wire';

export const CAPTURES = process.env['WAYMARK_CAPTURES'] ?? resolve(import.meta.dirname, '../../../shared/captures');

export interface Recorded {
  readonly file: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body_base64: string;
  readonly body_bytes: number;
  /** What the recorder made of the body, by its own reading. */
  readonly decoded: unknown;
}

/** Everything that one SDK sent, but for preflights, in order. */
export const recordings = (sdk: string): Recorded[] => {
  const dir = join(CAPTURES, sdk);
  return (
    readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ ...(JSON.parse(readFileSync(join(dir, name), 'utf8')) as Recorded), file: name }))
      .filter(({ method }) => method !== 'OPTIONS')
      // Of a few requests the recorder kept no body.
      .filter(({ body_base64, body_bytes }) => body_base64 !== '' || body_bytes === 0)
  );
};

/** The request as decoders get it, received shortly after it was recorded. */
export async function sentOf(recorded: Recorded): Promise<Sent & { readonly body: string }> {
  const bytes = Buffer.from(recorded.body_base64, 'base64');
  const encoding = recorded.headers['content-encoding'] ?? '';
  const isText = recorded.headers['content-type'] !== 'application/x-protobuf';
  const plain = isText ? undefined : await unpackBytes(bytes, encoding, BODY_LIMITS);
  const inQuery = recorded.query['data'];
  const body =
    recorded.method === 'GET' && inQuery !== undefined
      ? await unwrapData(inQuery, BODY_LIMITS)
      : await unpackBody(isText ? bytes : Buffer.alloc(0), encoding, BODY_LIMITS);
  if (!body.ok) throw new Error(`${recorded.file}: ${body.error.message}`);
  return {
    method: recorded.method,
    path: recorded.path,
    query: recorded.query,
    headers: recorded.headers,
    body: body.value,
    ...(plain?.ok === true ? { bytes: plain.value } : {}),
    receivedAt: Date.UTC(2026, 10, 22, 1, 20),
  };
}
