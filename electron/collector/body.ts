/**
 * Takes a request's body in, within limits: 20 MB as it came and 20 MB unpacked, and no longer than half a minute. What
 * SDKs wrap around their JSON (compression with or without saying so, a form field, base64) is undone here; what the
 * JSON means is the decoders' business.
 */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { readLzBase64 } from '../../shared/base/lz-string';
import { err, ok, type Result } from '../../shared/base/result';
import { unzstd } from './zstd';

export interface BodyLimits {
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly milliseconds: number;
}

export const BODY_LIMITS: BodyLimits = { bytes: 20 * 2 ** 20, unpackedBytes: 20 * 2 ** 20, milliseconds: 30_000 };

export type BodyProblem =
  | { readonly is: 'too-large' | 'too-slow' | 'aborted'; readonly message: string }
  /** `raw` is the beginning of what came. */
  | { readonly is: 'malformed'; readonly message: string; readonly raw: string };

const megabytes = (bytes: number): string => `${Math.round((bytes / 2 ** 20) * 10) / 10} MB`;

/** A body's text where it is JSON and in nothing else, as most are; undefined where it must be unpacked. */
export function plainJson(
  bytes: Buffer,
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
): string | undefined {
  const first = bytes[0];
  if (first !== BRACE && first !== BRACKET) return undefined;
  if (method !== 'POST' || headers['content-encoding'] !== undefined || isBinary(headers)) return undefined;
  return bytes.toString('utf8');
}

const BRACE = 0x7b;
const BRACKET = 0x5b;
const NO_TEXT = /^application\/(?:x-)?protobuf\b/i;

/** Whether the sender calls the body no text. */
export const isBinary = ({ 'content-type': type }: IncomingMessage['headers']): boolean => NO_TEXT.test(type ?? '');

/** The body's bytes as they came. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Result<Buffer, BodyProblem>> {
  const tooLarge = err({
    is: 'too-large',
    message: `The body is larger than ${megabytes(limits.bytes)}. Send smaller batches.`,
  } as const);
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isSettled = false;
    const settle = (result: Result<Buffer, BodyProblem>): void => {
      // It goes on hearing of the request, which costs less than to leave it off.
      isSettled = true;
      clearTimeout(timer);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      if (isSettled) return;
      size += chunk.length;
      if (size > limits.bytes) settle(tooLarge);
      else chunks.push(chunk);
    };
    const finish = (): void => settle(ok(Buffer.concat(chunks, size)));
    const drop = (): void => settle(err({ is: 'aborted', message: 'The sender went away.' }));
    const timer = setTimeout(
      () => settle(err({ is: 'too-slow', message: `The body did not arrive within ${limits.milliseconds / 1000} s.` })),
      limits.milliseconds,
    );
    request.on('data', take).on('end', finish).on('error', drop).on('close', drop);
  });
}

const UNPACKERS = {
  gzip: [promisify(gunzip)],
  'x-gzip': [promisify(gunzip)],
  br: [promisify(brotliDecompress)],
  // Senders disagree on whether «deflate» has the zlib header.
  deflate: [promisify(inflate), promisify(inflateRaw)],
} as const;

/** There are archives that unpack to themselves for ever. */
const MOST_ENCODINGS = 2;

const isOfZlib = (name: string): name is keyof typeof UNPACKERS => Object.hasOwn(UNPACKERS, name);
const isJson = (bytes: Buffer): boolean => /^\uFEFF?\s*[{[]/.test(bytes.toString('utf8', 0, 100));
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

async function unpackAs(
  encoding: keyof typeof UNPACKERS,
  bytes: Buffer,
  maxOutputLength: number,
): Promise<Result<Buffer, BodyProblem>> {
  let reason = '';
  for (const unpacker of UNPACKERS[encoding]) {
    try {
      return ok(await unpacker(bytes, { maxOutputLength }));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        return err(unpacksTooLarge(maxOutputLength));
      }
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return err(malformed(`The body cannot be unpacked as ${encoding}: ${reason}.`, bytes));
}

async function unpackZstd(bytes: Buffer, maxOutputLength: number): Promise<Result<Buffer, BodyProblem>> {
  const read = await unzstd(bytes, maxOutputLength);
  if (read.ok) return ok(Buffer.from(read.value.buffer, read.value.byteOffset, read.value.length));
  const { error } = read;
  if (error.is === 'too-large') return err(unpacksTooLarge(maxOutputLength));
  return err(malformed(`The body cannot be unpacked as zstd: ${error.reason}.`, bytes));
}

const unpacksTooLarge = (most: number): BodyProblem => ({
  is: 'too-large',
  message: `The body unpacks to more than ${megabytes(most)}. Send smaller batches.`,
});

const malformed = (message: string, bytes: Buffer): BodyProblem => ({
  is: 'malformed',
  message,
  raw: bytes.subarray(0, 1024).toString('base64'),
});

/** The last one that was applied is the first to be undone. */
const encodingsIn = (contentEncoding: string): string[] =>
  contentEncoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
    .toReversed();

/** The bytes of a body without their compression. */
export async function unpackBytes(
  bytes: Buffer,
  contentEncoding: string,
  limits: BodyLimits,
): Promise<Result<Buffer, BodyProblem>> {
  // Some clients say how they pack bodies with every request, also with those that have none.
  if (bytes.length === 0) return ok(bytes);
  let plain = bytes;
  const encodings = contentEncoding === '' ? [] : encodingsIn(contentEncoding);
  if (encodings.length > MOST_ENCODINGS) {
    return err(malformed(`The body is packed ${encodings.length} times over; once is enough.`, bytes));
  }
  for (const encoding of encodings) {
    if (encoding !== 'zstd' && !isOfZlib(encoding)) {
      const known = 'use gzip, deflate, br or zstd';
      const message = `The body's Content-Encoding «${encoding.slice(0, 40)}» is not understood; ${known}.`;
      return err(malformed(message, bytes));
    }
    const unpacked =
      encoding === 'zstd'
        ? await unpackZstd(plain, limits.unpackedBytes)
        : await unpackAs(encoding, plain, limits.unpackedBytes);
    if (unpacked.ok) plain = unpacked.value;
    // A proxy on the way may have unpacked it and left the header as it was.
    else if (unpacked.error.is !== 'malformed' || !isJson(plain)) return unpacked;
  }
  // Browser SDKs send gzip as text/plain, so that no preflight is needed, and say nothing of it.
  return isGzip(plain) ? unpackAs('gzip', plain, limits.unpackedBytes) : ok(plain);
}

/** The text inside the bytes of a body. */
export async function unpackBody(
  bytes: Buffer,
  contentEncoding: string,
  limits: BodyLimits,
): Promise<Result<string, BodyProblem>> {
  const plain = await unpackBytes(bytes, contentEncoding, limits);
  return plain.ok ? textOf(plain.value, limits) : plain;
}

/** The text of unpacked bytes, out of what SDKs wrap around it. */
export async function textOf(plain: Buffer, limits: BodyLimits): Promise<Result<string, BodyProblem>> {
  const text = plain.toString('utf8').replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(text) ? ok(text) : unwrapForm(text, limits);
}

/** Older SDKs send `data=<JSON, or base64 of JSON, or base64 of gzip>`; beacons call that text/plain. */
async function unwrapForm(text: string, limits: BodyLimits): Promise<Result<string, BodyProblem>> {
  if (!/(?:^|&)data=/.test(text)) return ok(text);
  return unwrapData(new URLSearchParams(text).get('data') ?? '', limits);
}

/** The JSON inside a `data` parameter, which may also stand in the query of a GET. */
export async function unwrapData(data: string, limits: BodyLimits): Promise<Result<string, BodyProblem>> {
  if (/^\s*[{[]/.test(data)) return ok(data);
  // A plus sign that was not escaped became a space.
  const base64 = data.replaceAll(' ', '+');
  const bytes = Buffer.from(base64, 'base64');
  if (!isGzip(bytes)) return unwrapText(base64, bytes.toString('utf8'), limits);
  const unpacked = await unpackAs('gzip', bytes, limits.unpackedBytes);
  return unpacked.ok ? ok(unpacked.value.toString('utf8')) : unpacked;
}

/** Base64 is of JSON, or of LZ-string, which SDKs of 2023 and before know: that is JSON only once it is unpacked. */
function unwrapText(base64: string, text: string, limits: BodyLimits): Result<string, BodyProblem> {
  if (/^\s*[{[]/.test(text)) return ok(text);
  const unpacked = readLzBase64(base64, limits.unpackedBytes);
  if (unpacked.ok) return ok(/^\s*[{[]/.test(unpacked.value) ? unpacked.value : text);
  if (unpacked.error === 'malformed') return ok(text);
  return err(unpacksTooLarge(limits.unpackedBytes));
}
