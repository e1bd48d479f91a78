/**
 * What an Arrow message says of itself, read from its flatbuffer and held against its size: every list in it is as long as
 * the bytes allow. Whoever decodes it afterwards can no longer be sent round in circles.
 */

export const SCHEMA = 1;
export const DICTIONARY = 2;
export const RECORDS = 3;

/** More fields than this, all levels together, no table has. */
const MAX_FIELDS = 100_000;
const MAX_DEPTH = 100;
const UNION = 14;

/** The layout of a batch: lengths and places, as it claims them. */
export interface ArrowBatchHead {
  /** Rows, or entries of a dictionary. */
  readonly length: number;
  readonly nodes: readonly { readonly length: number; readonly nullCount: number }[];
  /** Bytes within the body. */
  readonly regions: readonly { readonly offset: number; readonly length: number }[];
  readonly isCompressed: boolean;
  readonly variadic: readonly number[];
}

export interface ArrowMessage {
  readonly kind: number;
  /** Bytes that follow. */
  readonly bodySize: number;
  /** Of records and dictionaries. */
  readonly batch?: ArrowBatchHead;
  /** Of dictionaries. */
  readonly dictionary?: { readonly id: number; readonly isDelta: boolean };
}

/**
 * `head`: the flatbuffer alone. Throws RangeError where it does not say how far the message goes, or contradicts itself as
 * a schema; what contradicts itself as a batch has no `batch`, and the next message can be read.
 */
export function readArrowMessage(head: Buffer): ArrowMessage {
  const message = tableAt(head, head.readUInt32LE(0));
  const kind = message.u8(1);
  const bodySize = message.i64(3);
  const content = message.table(2);
  if (content === undefined) return { kind, bodySize };
  if (kind === SCHEMA) {
    checkFields(content, 1, 0, { left: MAX_FIELDS });
    checkMetadata(content, 2);
  }
  if (kind !== RECORDS && kind !== DICTIONARY) return { kind, bodySize };
  try {
    return { kind, bodySize, ...(kind === RECORDS ? { batch: readBatchHead(content) } : readDictionary(content)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind, bodySize };
  }
}

function readDictionary(content: FlatTable): Pick<ArrowMessage, 'batch' | 'dictionary'> {
  const data = content.table(1);
  if (data === undefined) return {};
  return { dictionary: { id: content.i64(0), isDelta: content.u8(2) !== 0 }, batch: readBatchHead(data) };
}

function readBatchHead(table: FlatTable): ArrowBatchHead {
  const { head } = table;
  return {
    length: table.i64(0),
    nodes: table.vector(1, 16).map((at) => ({ length: i64(head, at), nullCount: i64(head, at + 8) })),
    regions: table.vector(2, 16).map((at) => ({ offset: i64(head, at), length: i64(head, at + 8) })),
    isCompressed: table.table(3) !== undefined,
    variadic: table.vector(4, 8).map((at) => i64(head, at)),
  };
}

function checkFields(table: FlatTable, slot: number, depth: number, budget: { left: number }): void {
  if (depth > MAX_DEPTH) throw new RangeError(`columns are nested deeper than ${MAX_DEPTH} levels`);
  for (const at of table.vector(slot, 4)) {
    if (--budget.left < 0) throw new RangeError('too many columns');
    const field = tableAt(table.head, at + table.head.readUInt32LE(at));
    const type = field.table(3);
    if (field.u8(2) === UNION) type?.vector(1, 4);
    checkMetadata(field, 6);
    checkFields(field, 5, depth + 1, budget);
  }
}

const checkMetadata = (table: FlatTable, slot: number): void => void table.vector(slot, 4);

interface FlatTable {
  readonly head: Buffer;
  readonly u8: (slot: number) => number;
  readonly i64: (slot: number) => number;
  readonly table: (slot: number) => FlatTable | undefined;
  /** Where each of its entries stands. */
  readonly vector: (slot: number, stride: number) => number[];
}

/** Numbers outside of the buffer are RangeErrors of Buffer's own. */
function tableAt(head: Buffer, position: number): FlatTable {
  const vtable = position - head.readInt32LE(position);
  const size = head.readUInt16LE(vtable);
  const place = (slot: number): number | undefined => {
    const entry = 4 + 2 * slot;
    const offset = entry < size ? head.readUInt16LE(vtable + entry) : 0;
    return offset === 0 ? undefined : position + offset;
  };
  const read = (slot: number, reader: (at: number) => number): number => {
    const at = place(slot);
    return at === undefined ? 0 : reader(at);
  };
  return {
    head,
    u8: (slot) => read(slot, (at) => head.readUInt8(at)),
    i64: (slot) => read(slot, (at) => i64(head, at)),
    table: (slot) => {
      const at = place(slot);
      return at === undefined ? undefined : tableAt(head, at + head.readUInt32LE(at));
    },
    vector: (slot, stride) => {
      const at = place(slot);
      if (at === undefined) return [];
      const base = at + head.readUInt32LE(at);
      const count = head.readInt32LE(base);
      if (count < 0 || base + 4 + count * stride > head.length) throw new RangeError('a list runs over the end');
      return Array.from({ length: count }, (_, index) => base + 4 + index * stride);
    },
  };
}

function i64(head: Buffer, at: number): number {
  const value = Number(head.readBigInt64LE(at));
  if (!Number.isSafeInteger(value)) throw new RangeError('a size is too large');
  return value;
}
