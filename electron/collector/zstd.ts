/**
 * Zstandard bodies, which Node has no reader for below 22.15: what the frames say of themselves is held against the limits
 * before anything is unpacked, and again as it comes out. Others have their turn in between.
 */
import { setImmediate } from 'node:timers/promises';
import { err, ok, type Result } from '../../shared/base/result';
import { zstdDecoders, ZstdError } from '../zstd/decoder';

export type ZstdProblem = { readonly is: 'too-large' } | { readonly is: 'malformed'; readonly reason: string };

interface FrameAt {
  /** Where the first of its blocks begins. */
  readonly blocks: number;
  readonly hasChecksum: boolean;
  /** Bytes that it says to unpack to. */
  readonly size: number | undefined;
}

const FRAME = 0xfd2fb528;
/** The first of sixteen magic numbers of frames that hold nothing of the content. */
const SKIPPABLE = 0x184d2a50;
/** What a recipient over HTTP must be able to hold, and a sender may not exceed (RFC 9659). */
const MOST_WINDOW = 8 * 2 ** 20;
const MOST_BLOCK = 128 * 1024;

const malformed = (reason: string): Result<never, ZstdProblem> => err({ is: 'malformed', reason });
const CUT = 'it breaks off';
const INVALID = 'its frames are damaged';

/** Bytes unpacked before others have their turn. */
const TURN_BYTES = 2 ** 20;
/** What a packed byte counts as, since blocks may hold nothing. */
const PACKED_WEIGHT = 32;
const STEP_BYTES = 16 * 1024;

/** Counts work, and waits until others had their turn where it was much. */
function inTurns(): (bytes: number) => Promise<void> | undefined {
  let done = 0;
  return (bytes) => {
    done += bytes;
    if (done < TURN_BYTES) return undefined;
    done = 0;
    return setImmediate();
  };
}

/** The content of all frames, of at most `most` bytes. */
export async function unzstd(bytes: Uint8Array, most: number): Promise<Result<Uint8Array<ArrayBuffer>, ZstdProblem>> {
  const problem = await problemIn(bytes, most);
  if (problem !== undefined) return problem;
  const content: Uint8Array[] = [];
  let total = 0;
  const decoder = (await zstdDecoders())();
  const turn = inTurns();
  try {
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      for (const block of decoder.push(bytes.subarray(from, from + STEP_BYTES))) {
        total += block.length;
        if (total > most) return err({ is: 'too-large' });
        content.push(block);
        await turn(block.length);
      }
      await turn(PACKED_WEIGHT * STEP_BYTES);
    }
    decoder.end();
  } catch (error) {
    if (error instanceof ZstdError) return malformed(error.problem === 'cut' ? CUT : INVALID);
    throw error;
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const block of content) {
    whole.set(block, at);
    at += block.length;
  }
  return ok(whole);
}

/** What is wrong by the headers of frames and blocks alone. */
async function problemIn(bytes: Uint8Array, most: number): Promise<Result<never, ZstdProblem> | undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const turn = inTurns();
  let promised = 0;
  let at = 0;
  try {
    while (at < bytes.length) {
      const pause = turn(PACKED_WEIGHT);
      if (pause !== undefined) await pause;
      const magic = view.getUint32(at, true);
      if (magic >>> 4 === SKIPPABLE >>> 4) {
        at += 8 + view.getUint32(at + 4, true);
        continue;
      }
      if (magic !== FRAME) return malformed(at === 0 ? 'it does not begin as Zstandard does' : INVALID);
      const frame = frameAt(view, at);
      if (!frame.ok) return frame;
      promised += frame.value.size ?? 0;
      if (promised > most) return err({ is: 'too-large' });
      at = frame.value.blocks;
      for (let isLast = false; !isLast;) {
        const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
        isLast = (head & 1) === 1;
        const type = (head >> 1) & 3;
        const length = head >>> 3;
        if (type === 3 || length > MOST_BLOCK) return malformed(INVALID);
        // One byte stands for all of a block that repeats it.
        at += 3 + (type === 1 ? 1 : length);
        const rest = turn(PACKED_WEIGHT);
        if (rest !== undefined) await rest;
      }
      if (frame.value.hasChecksum) at += 4;
    }
  } catch (error) {
    // Of all that is read here only a place behind the end throws.
    if (error instanceof RangeError) return malformed(CUT);
    throw error;
  }
  return at === bytes.length ? undefined : malformed(CUT);
}

/** RFC 8878, 3.1.1. Throws a `RangeError` where the bytes end before its blocks begin. */
function frameAt(view: DataView, from: number): Result<FrameAt, ZstdProblem> {
  const descriptor = view.getUint8(from + 4);
  if ((descriptor & 0b1000) !== 0) return malformed(INVALID);
  if ((descriptor & 0b11) !== 0) return malformed('it was packed with a dictionary, which Waymark has not');
  const isSingle = (descriptor & 0b10_0000) !== 0;
  let at = from + 5;
  if (!isSingle) {
    const window = view.getUint8(at);
    at += 1;
    const base = 2 ** (10 + (window >> 3));
    const bytes = base + (base / 8) * (window & 7);
    if (bytes > MOST_WINDOW) {
      return malformed(`it asks for a window of ${Math.ceil(bytes / 2 ** 20)} MB, and over HTTP 8 MB is the most`);
    }
  }
  const size = sizeAt(view, at, descriptor >> 6, isSingle);
  at += size.length;
  const hasChecksum = (descriptor & 0b100) !== 0;
  return ok({ blocks: at, hasChecksum, size: size.value });
}

function sizeAt(
  view: DataView,
  at: number,
  flag: number,
  isSingle: boolean,
): { readonly length: number; readonly value: number | undefined } {
  if (flag === 1) return { length: 2, value: view.getUint16(at, true) + 256 };
  if (flag === 2) return { length: 4, value: view.getUint32(at, true) };
  if (flag === 3) return { length: 8, value: Number(view.getBigUint64(at, true)) };
  return isSingle ? { length: 1, value: view.getUint8(at) } : { length: 0, value: undefined };
}
