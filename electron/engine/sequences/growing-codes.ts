/**
 * Codes by eid in as few bytes as they need, and in none while no event has one: most workspaces name no session and few
 * pages. They grow in length and in width; what was handed out stays as it is.
 */
import { type CodeArray, codeArray, type CodeMemory, holdsCodes } from '../properties/code-array';

export type { CodeArray } from '../properties/code-array';

const GROWTH = 1.25;

export class GrowingCodes {
  private length = 0;

  constructor(
    private array: CodeArray = new Uint8Array(0),
    private readonly memory: CodeMemory = 'own',
  ) {
    this.length = array.length;
  }

  /** 0 where there is no code, else code + 1. Taken anew after every {@link put}. Empty where nothing has a code. */
  get values(): CodeArray {
    return this.array;
  }

  /** Makes room for the events below `length`. */
  reserve(length: number): void {
    if (length <= this.length) return;
    if (this.array.length === 0) this.length = length;
    else this.fit(Math.max(length, Math.ceil(this.length * GROWTH)), 0);
  }

  /** Gives an event its code; it has none so far, and there is room for it. */
  put(eid: number, code: number): void {
    if (this.array.length === 0 || !holdsCodes(this.array, code + 1)) this.fit(this.length, code + 1);
    this.array[eid] = code + 1;
  }

  private fit(length: number, codes: number): void {
    const { array } = this;
    const most = array.BYTES_PER_ELEMENT === 4 ? 0xffff : array.BYTES_PER_ELEMENT === 2 ? 0xff : 0;
    this.array = codeArray(length, Math.max(codes, most), array, this.memory);
    this.length = length;
  }
}

/** The codes of the events at each position, -1 where there is none, for positions `from` … `to - 1`. */
export function gatherCodes(codes: CodeArray, eid: Uint32Array, into: Int32Array, from: number, to: number): void {
  if (codes.length === 0) into.fill(-1, from, to);
  // A loop for each width: one for all of them would be several times as slow.
  else if (codes instanceof Uint8Array) gatherBytes(codes, eid, into, from, to);
  else if (codes instanceof Uint16Array) gatherShorts(codes, eid, into, from, to);
  else gatherWords(codes, eid, into, from, to);
}

function gatherBytes(codes: Uint8Array, eid: Uint32Array, into: Int32Array, from: number, to: number): void {
  for (let position = from; position < to; position++) {
    into[position] = (codes[eid[position] as number] as number) - 1;
  }
}

function gatherShorts(codes: Uint16Array, eid: Uint32Array, into: Int32Array, from: number, to: number): void {
  for (let position = from; position < to; position++) {
    into[position] = (codes[eid[position] as number] as number) - 1;
  }
}

function gatherWords(codes: Uint32Array, eid: Uint32Array, into: Int32Array, from: number, to: number): void {
  for (let position = from; position < to; position++) {
    into[position] = (codes[eid[position] as number] as number) - 1;
  }
}
