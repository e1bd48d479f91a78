/**
 * OTLP's log messages out of protobuf, in the shape that OTLP's JSON gives them, and the answers back. Messages that
 * hold others are opened one by one, so that a broken record costs no other.
 */
import { BinaryReader, BinaryWriter, WireType, base64Encode } from '@bufbuild/protobuf/wire';
import { err, ok, type Result } from '../../base/result';

/** What a field holds. `closed` is a message that is opened later, or never. */
type Kind =
  'text' | 'bool' | 'int32' | 'int64' | 'fixed32' | 'fixed64' | 'double' | 'base64' | 'hex' | 'closed' | Message;

interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: true;
}

/** Fields by their numbers; a function, because values hold values. */
export interface Message {
  readonly fields: () => Readonly<Record<number, Field>>;
}

/** Fields by their names in OTLP's JSON; closed messages are bytes. */
export type Opened = Readonly<Record<string, unknown>>;

const ARRAY: Message = { fields: () => ({ 1: { name: 'values', kind: ANY_VALUE, repeated: true } }) };
const LIST: Message = { fields: () => ({ 1: { name: 'values', kind: KEY_VALUE, repeated: true } }) };
const ANY_VALUE: Message = {
  fields: () => ({
    1: { name: 'stringValue', kind: 'text' },
    2: { name: 'boolValue', kind: 'bool' },
    3: { name: 'intValue', kind: 'int64' },
    4: { name: 'doubleValue', kind: 'double' },
    5: { name: 'arrayValue', kind: ARRAY },
    6: { name: 'kvlistValue', kind: LIST },
    7: { name: 'bytesValue', kind: 'base64' },
  }),
};
const KEY_VALUE: Message = {
  fields: () => ({ 1: { name: 'key', kind: 'text' }, 2: { name: 'value', kind: ANY_VALUE } }),
};

const attributes = { name: 'attributes', kind: KEY_VALUE, repeated: true } as const;

export const REQUEST: Message = { fields: () => ({ 1: { name: 'resourceLogs', kind: 'closed', repeated: true } }) };
export const RESOURCE_LOGS: Message = {
  fields: () => ({
    1: { name: 'resource', kind: { fields: () => ({ 1: attributes }) } },
    2: { name: 'scopeLogs', kind: 'closed', repeated: true },
    3: { name: 'schemaUrl', kind: 'text' },
  }),
};
export const SCOPE_LOGS: Message = {
  fields: () => ({
    1: {
      name: 'scope',
      kind: {
        fields: () => ({ 1: { name: 'name', kind: 'text' }, 2: { name: 'version', kind: 'text' }, 3: attributes }),
      },
    },
    2: { name: 'logRecords', kind: 'closed', repeated: true },
    3: { name: 'schemaUrl', kind: 'text' },
  }),
};
export const LOG_RECORD: Message = {
  fields: () => ({
    1: { name: 'timeUnixNano', kind: 'fixed64' },
    2: { name: 'severityNumber', kind: 'int32' },
    3: { name: 'severityText', kind: 'text' },
    5: { name: 'body', kind: ANY_VALUE },
    6: attributes,
    7: { name: 'droppedAttributesCount', kind: 'int32' },
    8: { name: 'flags', kind: 'fixed32' },
    9: { name: 'traceId', kind: 'hex' },
    10: { name: 'spanId', kind: 'hex' },
    11: { name: 'observedTimeUnixNano', kind: 'fixed64' },
    12: { name: 'eventName', kind: 'text' },
  }),
};

/** Deeper nesting than any SDK sends; the same as for JSON. */
const DEPTH_LIMIT = 100;

const WIRE_TYPES: Readonly<Record<string, WireType>> = {
  bool: WireType.Varint,
  int32: WireType.Varint,
  int64: WireType.Varint,
  fixed32: WireType.Bit32,
  fixed64: WireType.Bit64,
  double: WireType.Bit64,
};

/** The message's fields; the error says in words why it is none. */
export function open(message: Message, bytes: Uint8Array): Result<Opened, string> {
  try {
    return ok(read(message, bytes, DEPTH_LIMIT));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

function read(message: Message, bytes: Uint8Array, depth: number): Opened {
  if (depth === 0) throw new Error(`nested deeper than ${DEPTH_LIMIT} levels`);
  const fields = message.fields();
  const reader = new BinaryReader(bytes);
  const opened = new Map<string, unknown>();
  const lists = new Map<string, unknown[]>();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fields[number];
    if (field === undefined) {
      reader.skip(wireType, number);
      continue;
    }
    const expected = typeof field.kind === 'string' ? WIRE_TYPES[field.kind] : undefined;
    if (wireType !== (expected ?? WireType.LengthDelimited)) throw new Error(`${field.name} has another wire type`);
    const value = readValue(field.kind, reader, depth);
    const list = lists.get(field.name);
    if (list !== undefined) list.push(value);
    else if (field.repeated === true) lists.set(field.name, [value]);
    else opened.set(field.name, value);
  }
  return Object.fromEntries([...opened, ...lists]);
}

function readValue(kind: Kind, reader: BinaryReader, depth: number): unknown {
  switch (kind) {
    case 'text':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return String(reader.int64());
    case 'fixed32':
      return reader.fixed32();
    case 'fixed64':
      return String(reader.fixed64());
    case 'double':
      return finite(reader.double());
    case 'base64':
      return base64Encode(reader.bytes());
    case 'hex':
      return Array.from(reader.bytes(), (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'closed':
      return reader.bytes();
    default:
      return read(kind, reader.bytes(), depth - 1);
  }
}

/** JSON has words for the others. */
const finite = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** An `ExportLogsServiceResponse` that says how many records were refused and why. */
export function writePartialSuccess(refused: number, message: string): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).fork();
  if (refused > 0) writer.tag(1, WireType.Varint).int64(refused);
  return writer.tag(2, WireType.LengthDelimited).string(message).join().finish();
}

/** gRPC's code for a request that can never be taken. */
export const INVALID_ARGUMENT = 3;

/** A `google.rpc.Status`. */
export const writeStatus = (message: string): Uint8Array =>
  new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(INVALID_ARGUMENT)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .finish();
