/**
 * A stream of Zstandard, unpacked by libzstd in WebAssembly. The package brings the compiled library and a reader that
 * passes over what libzstd says is wrong; so only the library is taken from it. Each decoder has memory of its own, which
 * hostile bytes cannot leave and which goes with it. libzstd holds every block against 128 kB and every frame against its
 * size and checksum, so the time is in proportion to bytes in and out.
 */
import { ZSTDDecoder } from 'zstddec/stream';
import { ensure } from '../../shared/base/assert';

export type ZstdProblem = 'damaged' | 'cut' | 'window' | 'dictionary';

/** It cannot be unpacked any further; everything before was given. */
export class ZstdError extends Error {
  constructor(readonly problem: ZstdProblem) {
    super(problem);
  }
}

interface Library {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly malloc: (bytes: number) => number;
  readonly ZSTD_createDCtx: () => number;
  /** 0 at the end of a frame, below 0 what is wrong, else about as many bytes are wanted next. */
  readonly ZSTD_decompressStream: (context: number, output: number, input: number) => number;
}

/** Of what libzstd calls an error (`zstd_errors.h`). */
const ERRORS: ReadonlyMap<number, ZstdProblem> = new Map([
  [-16, 'window'],
  [-32, 'dictionary'],
]);
/** Bytes in, bytes out: a block at most. */
const STEP = 128 * 1024;
/** `src, size, pos` and `dst, size, pos`, of four bytes each. */
const [INPUT, OUTPUT, STATE_BYTES] = [0, 12, 24];

/** Bytes that a frame begins with at least. */
const FRAME_START = 5;

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the library, once. */
async function libraryModule(): Promise<WebAssembly.Module> {
  let found: WebAssembly.Module | undefined;
  class Compiled extends ZSTDDecoder {
    override _init({ module }: WebAssembly.WebAssemblyInstantiatedSource): void {
      found = module;
    }
  }
  await new Compiled().init();
  return ensure(found, 'the compiled library');
}

/** To make one takes a millisecond, longer than most bodies do. */
const SPARE_DECODERS = 2;
/** The library begins with 17 MB; what a large window made of it is not kept. */
const SPARE_MEMORY_BYTES = 20e6;
const spares: ZstdDecoder[] = [];

/** Gives decoders; nothing of that waits. */
export async function zstdDecoders(): Promise<() => ZstdDecoder> {
  const module = await (compiled ??= libraryModule());
  const imports = { env: { emscripten_notify_memory_growth: () => undefined } };
  return () => spares.pop() ?? new ZstdDecoder(new WebAssembly.Instance(module, imports).exports as unknown as Library);
}

/** One stream, of any number of frames; used again after its end. */
export class ZstdDecoder {
  readonly #library: Library;
  readonly #context: number;
  readonly #state: number;
  readonly #input: number;
  readonly #output: number;
  #isBetween = true;
  #wanted = FRAME_START;

  /** `library`: an instance of its own. */
  constructor(library: Library) {
    this.#library = library;
    this.#context = library.ZSTD_createDCtx();
    this.#state = library.malloc(STATE_BYTES);
    this.#input = library.malloc(STEP);
    this.#output = library.malloc(STEP);
  }

  /** What the bytes become, at most 128 kB at a time, each in memory of its own. Throws {@link ZstdError}. */
  *push(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
    for (let from = 0; from < bytes.length; from += STEP) {
      const part = bytes.subarray(from, from + STEP);
      new Uint8Array(this.#library.memory.buffer).set(part, this.#input);
      yield* this.#step(part.length);
    }
  }

  /** Nothing may be pushed any more. Throws {@link ZstdError} where the bytes ended within a frame. */
  end(): void {
    if (!this.#isBetween) throw new ZstdError('cut');
    // Only those that came to a good end are as new.
    const isSmall = this.#library.memory.buffer.byteLength <= SPARE_MEMORY_BYTES;
    if (isSmall && spares.length < SPARE_DECODERS) spares.push(this);
  }

  *#step(size: number): Generator<Uint8Array<ArrayBuffer>> {
    const { memory, ZSTD_decompressStream: decompress } = this.#library;
    let [read, written] = [0, 0];
    do {
      // No more than it asks for, which is up to the end of a block: an error takes with it what came before in the same call.
      const upTo = Math.min(size, read + Math.max(this.#wanted, 1));
      const before = this.#stateView();
      const given = [this.#input, upTo, read, this.#output, STEP, 0];
      for (let at = 0; at < given.length; at++) before.setUint32(4 * at, given[at] as number, true);
      const wanted = decompress(this.#context, this.#state + OUTPUT, this.#state + INPUT);
      if (wanted < 0) throw new ZstdError(ERRORS.get(wanted) ?? 'damaged');
      // Its memory may have grown, and lies elsewhere then.
      const after = this.#stateView();
      read = after.getUint32(INPUT + 8, true);
      written = after.getUint32(OUTPUT + 8, true);
      this.#isBetween = wanted === 0;
      this.#wanted = this.#isBetween ? FRAME_START : wanted;
      if (written > 0) yield new Uint8Array(memory.buffer.slice(this.#output, this.#output + written));
      // More may wait inside when all of the output was filled.
    } while (read < size || (written === STEP && !this.#isBetween));
  }

  #stateView(): DataView {
    return new DataView(this.#library.memory.buffer, this.#state, STATE_BYTES);
  }
}
