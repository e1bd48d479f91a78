/** Log records written as OTLP's JSON and as its protobuf, from the same plain values. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** As JSON has them, and whole numbers as bigint. */
export type Plain =
  string | boolean | number | bigint | Uint8Array | null | readonly Plain[] | { readonly [key: string]: Plain };

export interface PlainRecord {
  readonly eventName?: string;
  readonly nanos?: string;
  readonly body?: Plain;
  readonly attributes?: { readonly [key: string]: Plain };
  readonly traceId?: string;
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

export function jsonValue(value: Plain): unknown {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return { doubleValue: Number.isFinite(value) ? value : String(value) };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (isList(value)) return { arrayValue: { values: value.map(jsonValue) } };
  return { kvlistValue: { values: jsonAttributes(value) } };
}

export const jsonAttributes = (values: { readonly [key: string]: Plain }): unknown =>
  Object.entries(values).map(([key, value]) => ({ key, value: jsonValue(value) }));

export const jsonRecord = ({ eventName, nanos, body, attributes = {}, traceId }: PlainRecord): object => ({
  ...(nanos === undefined ? {} : { timeUnixNano: nanos }),
  ...(body === undefined ? {} : { body: jsonValue(body) }),
  attributes: jsonAttributes(attributes),
  ...(eventName === undefined ? {} : { eventName }),
  ...(traceId === undefined ? {} : { traceId }),
});

/** One resource with one scope. */
export const jsonRequest = (resource: { readonly [key: string]: Plain }, records: readonly unknown[]): object => ({
  resourceLogs: [
    {
      resource: { attributes: jsonAttributes(resource) },
      scopeLogs: [{ scope: { name: 'shop', version: '1' }, logRecords: records }],
    },
  ],
});

const part = (field: number, bytes: Uint8Array): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish();
const text = (field: number, value: string): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).string(value).finish();
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function wireValue(value: Plain): Uint8Array {
  if (value === null) return joined();
  if (typeof value === 'string') return text(1, value);
  if (typeof value === 'boolean') return new BinaryWriter().tag(2, WireType.Varint).bool(value).finish();
  if (typeof value === 'bigint') return new BinaryWriter().tag(3, WireType.Varint).int64(value).finish();
  if (typeof value === 'number') return new BinaryWriter().tag(4, WireType.Bit64).double(value).finish();
  if (value instanceof Uint8Array) return part(7, value);
  if (isList(value)) return part(5, joined(...value.map((one) => part(1, wireValue(one)))));
  return part(6, wireAttributes(1, value));
}

const wireAttributes = (field: number, values: { readonly [key: string]: Plain }): Uint8Array =>
  joined(...Object.entries(values).map(([key, value]) => part(field, joined(text(1, key), part(2, wireValue(value))))));

export function wireRecord({ eventName, nanos, body, attributes = {}, traceId }: PlainRecord): Uint8Array {
  return joined(
    nanos === undefined ? joined() : new BinaryWriter().tag(1, WireType.Bit64).fixed64(nanos).finish(),
    body === undefined ? joined() : part(5, wireValue(body)),
    wireAttributes(6, attributes),
    traceId === undefined ? joined() : part(9, new Uint8Array(Buffer.from(traceId, 'hex'))),
    eventName === undefined ? joined() : text(12, eventName),
    // A field of a version to come.
    text(90, 'later'),
  );
}

/** One resource with one scope. */
export const wireRequest = (
  resource: { readonly [key: string]: Plain },
  records: readonly Uint8Array[],
): Uint8Array => {
  const scope = part(1, joined(text(1, 'shop'), text(2, '1')));
  const scopeLogs = joined(scope, ...records.map((record) => part(2, record)));
  return part(1, joined(part(1, wireAttributes(1, resource)), part(2, scopeLogs)));
};
