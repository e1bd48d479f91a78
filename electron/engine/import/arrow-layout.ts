/**
 * Whether a batch of an Arrow file is as large as it says: every buffer within the body and long enough for its column,
 * every offset within what it points into. What holds can be read without a surprise; nothing is decoded here but offsets.
 */
import { Type, UnionMode, type Table } from '@uwdata/flechette';
import type { ArrowBatchHead } from './arrow-metadata';

export type ArrowType = Table['schema']['fields'][number]['type'];

/** A buffer as it lies in the body; gives its bytes unpacked. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

/** Rows that need no bytes at all (columns of nothing, runs) are taken up to this many in a batch. */
const FREE_ROWS = 1_000_000;
const VIEW_BYTES = 16;
const INLINE_BYTES = 12;
const NOT_COMPRESSED = -1;

/**
 * Throws RangeError where it is not. `maxBytes`: of all buffers together, unpacked. `unpack` is asked for buffers of
 * offsets only.
 */
export function checkArrowLayout(
  types: readonly ArrowType[],
  head: ArrowBatchHead,
  body: Buffer,
  maxBytes: number,
  unpack: Unpack,
): void {
  new Layout(head, body, maxBytes, unpack).check(types);
}

class Layout {
  private node = 0;
  private region = 0;
  private variadic = 0;
  private readonly sizes: readonly number[];

  constructor(
    private readonly head: ArrowBatchHead,
    private readonly body: Buffer,
    maxBytes: number,
    private readonly unpack: Unpack,
  ) {
    this.sizes = head.regions.map(({ offset, length }) => {
      if (offset < 0 || length < 0 || offset + length > body.length) throw new RangeError('a buffer lies outside');
      if (!head.isCompressed || length === 0) return length;
      const size = Number(body.readBigInt64LE(offset));
      return size === NOT_COMPRESSED ? length - 8 : size;
    });
    const total = this.sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
    if (this.sizes.some((size) => size < 0) || total > maxBytes) throw new RangeError('a batch is too large');
  }

  check(types: readonly ArrowType[]): void {
    const { length } = this.head;
    for (const type of types) {
      if (this.column(type) !== length) throw new RangeError('columns differ in length');
    }
  }

  /** Checks a column and what it consists of; gives its length. */
  private column(type: ArrowType): number {
    const { length = -1, nullCount = -1 } = this.head.nodes[this.node++] ?? {};
    if (length < 0 || nullCount < 0 || nullCount > length) throw new RangeError('a column has no such length');
    const need = (bytes: number): void => {
      if (length > 0 && this.next() < bytes) throw new RangeError('a buffer is too short');
      else if (length === 0) this.next();
    };
    switch (type.typeId) {
      case Type.Null:
      case Type.RunEndEncoded:
        if (length > FREE_ROWS) throw new RangeError('more rows than bytes');
        if (type.typeId === Type.RunEndEncoded) this.runs(type, length);
        return length;
      case Type.Union:
        need(length);
        this.union(type, length);
        return length;
      default:
        need(nullCount > 0 ? Math.ceil(length / 8) : 0);
    }
    switch (type.typeId) {
      case Type.Bool:
        need(Math.ceil(length / 8));
        break;
      case Type.Utf8:
      case Type.Binary:
      case Type.LargeUtf8:
      case Type.LargeBinary: {
        const end = this.offsets(type, length);
        if (this.next() < end) throw new RangeError('texts run over the end');
        break;
      }
      case Type.BinaryView:
      case Type.Utf8View:
        this.views(length);
        break;
      case Type.List:
      case Type.LargeList:
      case Type.Map: {
        const end = this.offsets(type, length);
        if ((this.children(type)[0] as number) < end) throw new RangeError('lists run over the end');
        break;
      }
      case Type.ListView:
      case Type.LargeListView: {
        const [starts, sizes] = [this.integers(type, length), this.integers(type, length)];
        const [end = 0] = this.children(type);
        for (let i = 0; i < length; i++) within(Number(starts[i]), Number(sizes[i]), end);
        break;
      }
      case Type.FixedSizeList: {
        const [items = 0] = this.children(type);
        if (type.stride < 0 || items < type.stride * length) throw new RangeError('lists run over the end');
        break;
      }
      case Type.Struct:
        if (type.children.length === 0 && length > FREE_ROWS) throw new RangeError('more rows than bytes');
        if (this.children(type).some((size) => size < length)) throw new RangeError('a field is too short');
        break;
      case Type.FixedSizeBinary:
        if (type.stride < 0 || (type.stride === 0 && length > FREE_ROWS)) throw new RangeError('no such width');
        need(type.stride * length);
        break;
      case Type.Dictionary:
        need((type.indices.bitWidth / 8) * length);
        break;
      default:
        need(widthOf(type) * length);
    }
    return length;
  }

  private children(type: ArrowType): number[] {
    const fields = 'children' in type ? (type.children ?? []) : [];
    return fields.map((field) => this.column(field.type));
  }

  /** Size of the next buffer, unpacked. */
  private next(): number {
    const size = this.sizes[this.region++];
    if (size === undefined) throw new RangeError('a buffer is missing');
    return size;
  }

  private bytes(): Uint8Array {
    const { offset = 0, length = 0 } = this.head.regions[this.region] ?? {};
    const size = this.next();
    const packed = this.body.subarray(offset, offset + length);
    if (!this.head.isCompressed || length === 0) return packed;
    return length - 8 === size && Number(this.body.readBigInt64LE(offset)) === NOT_COMPRESSED
      ? packed.subarray(8)
      : this.unpack(packed.subarray(8), size);
  }

  private integers(type: ArrowType, count: number): Int32Array | BigInt64Array {
    const bytes = this.bytes();
    const isLarge = [Type.LargeUtf8, Type.LargeBinary, Type.LargeList, Type.LargeListView].some(
      (id) => id === type.typeId,
    );
    const width = isLarge ? 8 : 4;
    if (bytes.length < count * width) throw new RangeError('offsets are missing');
    const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
    return isLarge
      ? new BigInt64Array(aligned.buffer, aligned.byteOffset, count)
      : new Int32Array(aligned.buffer, aligned.byteOffset, count);
  }

  /** They never go back; gives the last. */
  private offsets(type: ArrowType, length: number): number {
    const values = this.integers(type, length === 0 ? 0 : length + 1);
    let last: number | bigint = 0;
    for (const value of values) {
      if (value < last) throw new RangeError('offsets go back');
      last = value;
    }
    return Number(last);
  }

  private views(length: number): void {
    const bytes = this.bytes();
    if (bytes.length < length * VIEW_BYTES) throw new RangeError('texts are missing');
    const count = this.head.variadic[this.variadic++] ?? 0;
    if (count < 0 || count > this.sizes.length) throw new RangeError('buffers are missing');
    const sizes = Array.from({ length: count }, () => this.next());
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < length * VIEW_BYTES; at += VIEW_BYTES) {
      const size = view.getInt32(at, true);
      if (size < 0) throw new RangeError('a text has no length');
      if (size > INLINE_BYTES) within(view.getInt32(at + 12, true), size, sizes[view.getInt32(at + 8, true)] ?? -1);
    }
  }

  private runs(type: ArrowType, length: number): void {
    const [ends = 0, values = 0] = this.children(type);
    // Where the last run ends is seen in reading: a place after it has no value.
    if (ends > values || (length > 0 && ends === 0)) throw new RangeError('runs have no values');
  }

  private union(type: Extract<ArrowType, { typeId: 14 }>, length: number): void {
    if (type.mode === UnionMode.Sparse) {
      if (this.children(type).some((size) => size < length)) throw new RangeError('a member is too short');
      return;
    }
    const places = this.integers(type, length);
    const most = Math.max(0, ...this.children(type));
    for (const place of places) within(Number(place), 0, most);
  }
}

function within(start: number, size: number, end: number): void {
  if (start < 0 || size < 0 || start + size > end) throw new RangeError('a value lies outside');
}

/** Years and months; days and milliseconds; months, days and nanoseconds. */
const INTERVAL_BYTES = [4, 8, 16];

/** Bytes of a value. */
function widthOf(type: ArrowType): number {
  if (type.typeId === Type.Interval) return INTERVAL_BYTES[type.unit] ?? 0;
  if (type.typeId === Type.Decimal) return type.bitWidth / 8;
  if ('values' in type && type.values !== undefined) return type.values.BYTES_PER_ELEMENT;
  throw new RangeError('a column of a kind that is not known');
}
