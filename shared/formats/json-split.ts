/**
 * JSON of any size taken apart by stream: the elements of an array, or values one after the other, each as its bytes and
 * the line it begins on. It does not judge a value: what is broken comes out as it stands, and the values after it come out
 * too, told by the key that the first one began with.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;

/** A value longer than this is broken. */
const MAX_VALUE_BYTES = 20_000_000;
/** Bytes that are gone over again to find where good values go on, over a whole file. */
const SALVAGE_BYTES = 300_000_000;
/** Beginnings of values that are tried within one broken value. */
const MAX_TRIES = 50;
const MAX_KEY_BYTES = 256;

/** `line` counts from 1. The bytes are the receiver's, and hold no line break. */
export type TakeValue = (value: Uint8Array, line: number) => void;

export class JsonSplitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private inScalar = false;
  /** Within a value: where it began in `held`, always 0; outside nothing is held. */
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private line = 1;
  private startLine = 1;
  private inList = false;
  /** `{"key"`, as the first object begins. */
  private signature: Uint8Array | undefined;
  private salvaged = 0;
  private tries = 0;
  private begun = false;
  /** After a break nothing counts until an object begins. */
  private lost = false;

  constructor(
    private readonly take: TakeValue,
    private readonly maxValueBytes = MAX_VALUE_BYTES,
  ) {}

  /** Within a value. */
  get isOpen(): boolean {
    return this.depth > 0 || this.inString;
  }

  push(chunk: Uint8Array): void {
    let start = this.isOpen || this.inScalar ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (byte === NEWLINE) this.line++;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === NEWLINE) {
          // No text of JSON goes over a line: a quote is missing before.
          this.hold(chunk.slice(start, i));
          start = -1;
          this.salvage();
          this.lost = !this.isOpen;
          if (this.isOpen) start = i;
        } else if (byte === QUOTE) {
          this.inString = false;
          if (this.depth === 0) {
            this.emit(chunk, start, i + 1);
            start = -1;
          }
        }
        continue;
      }
      if (this.depth > 0) {
        if (byte === QUOTE) this.inString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.depth++;
        else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --this.depth === 0) {
          this.emit(chunk, start, i + 1);
          start = -1;
        }
        continue;
      }
      if (this.inScalar) {
        if (!isSpace(byte) && byte !== COMMA && byte !== CLOSE_ARRAY && byte !== OPEN_OBJECT) continue;
        this.inScalar = false;
        this.emit(chunk, start, i);
        start = -1;
      }
      if (isSpace(byte) || byte === COMMA) continue;
      if (this.lost && byte !== OPEN_OBJECT) continue;
      this.lost = false;
      if (byte === OPEN_ARRAY && !this.inList && !this.begun) {
        this.inList = true;
        this.begun = true;
        continue;
      }
      if (byte === CLOSE_ARRAY) {
        this.inList = false;
        continue;
      }
      if (byte === 0xef || byte === 0xbb || byte === 0xbf) {
        if (!this.begun) continue;
      }
      this.begun = true;
      start = i;
      this.startLine = this.line;
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.depth = 1;
      else if (byte === QUOTE) this.inString = true;
      else this.inScalar = true;
    }
    if (start >= 0) {
      this.hold(chunk.slice(start));
      if (this.heldBytes > this.maxValueBytes) this.salvage();
    }
  }

  /** The end of the file. True where it came in the middle of a list or of a value. */
  end(): boolean {
    const isCut = this.isOpen || this.inList;
    if (this.inScalar && !this.isOpen) {
      this.inScalar = false;
      this.emit(new Uint8Array(0), 0, 0);
    }
    while (this.isOpen) this.salvage();
    return isCut;
  }

  private hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.held.push(bytes);
    this.heldBytes += bytes.length;
  }

  private emit(chunk: Uint8Array, start: number, end: number): void {
    const value = this.join(chunk.slice(Math.max(0, start), end));
    this.signature ??= signatureOf(value);
    this.give(value);
  }

  private give(value: Uint8Array): void {
    // Between tokens a line break is a space; within a text it is no JSON, and is told apart by nobody.
    for (let i = value.indexOf(NEWLINE); i >= 0; i = value.indexOf(NEWLINE, i + 1)) value[i] = 0x20;
    for (let i = value.indexOf(0x0d); i >= 0; i = value.indexOf(0x0d, i + 1)) value[i] = 0x20;
    if (value.length > 0) this.take(value, this.startLine);
  }

  private join(last: Uint8Array): Uint8Array {
    if (this.held.length === 0) return last;
    const value = new Uint8Array(this.heldBytes + last.length);
    let at = 0;
    for (const part of [...this.held, last]) {
      value.set(part, at);
      at += part.length;
    }
    this.held = [];
    this.heldBytes = 0;
    return value;
  }

  /** A value that never ends: gives it up to where the next one seems to begin, and goes on there. */
  private salvage(): void {
    const bytes = this.join(new Uint8Array(0));
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.inScalar = false;
    this.salvaged += bytes.length;
    const isTried = this.salvaged <= SALVAGE_BYTES && this.tries < MAX_TRIES;
    const next = isTried ? nextValue(bytes, this.signature ?? signatureOf(bytes)) : -1;
    if (next < 0) {
      this.give(bytes.slice(0, this.maxValueBytes));
      return;
    }
    this.give(bytes.slice(0, next));
    const { line } = this;
    this.line = this.startLine + count(bytes.subarray(0, next), NEWLINE);
    this.tries++;
    this.push(bytes.subarray(next));
    this.tries--;
    this.line = line;
  }
}

const count = (bytes: Uint8Array, wanted: number): number => {
  let found = 0;
  for (const byte of bytes) if (byte === wanted) found++;
  return found;
};

/** `{"key"` without spaces; undefined where the value does not begin so. */
function signatureOf(value: Uint8Array): Uint8Array | undefined {
  if (value[0] !== OPEN_OBJECT) return undefined;
  let at = 1;
  while (at < value.length && isSpace(value[at] as number)) at++;
  if (value[at] !== QUOTE) return undefined;
  const close = value.indexOf(QUOTE, at + 1);
  return close < 0 || close - at > MAX_KEY_BYTES ? undefined : value.slice(at, close + 1);
}

/** Where after its beginning an object with that first key begins; -1 where none does. */
function nextValue(bytes: Uint8Array, key: Uint8Array | undefined): number {
  if (key === undefined) return -1;
  for (let at = bytes.indexOf(OPEN_OBJECT, 1); at >= 0; at = bytes.indexOf(OPEN_OBJECT, at + 1)) {
    let inside = at + 1;
    while (inside < bytes.length && isSpace(bytes[inside] as number)) inside++;
    let before = at - 1;
    while (before > 0 && isSpace(bytes[before] as number)) before--;
    if (bytes[before] === 0x3a || !key.every((byte, index) => bytes[inside + index] === byte)) continue;
    return at;
  }
  return -1;
}
