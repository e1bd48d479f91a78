/** Values of Arrow columns as JSON holds them, the same that a Parquet file with them would give. */
import { type Table, Type } from '@uwdata/flechette';

type ArrowType = Table['schema']['fields'][number]['type'];

/** Of a time's unit: seconds, ms, µs, ns. */
const US_OF_UNIT = [1e6, 1e3, 1, 1e-3];
const SAFE_DIGITS = 15;
const UUID_BYTES = 16;

/** Of `uuid` columns, which are bytes otherwise. */
export const isUuid = (metadata: ReadonlyMap<string, string> | null): boolean =>
  metadata?.get('ARROW:extension:name') === 'arrow.uuid';

/** Undefined where JSON has no such value: NaN, infinities, times beyond all calendars. */
export function arrowJson(value: unknown, type: ArrowType | undefined, asUuid = false): unknown {
  if (value === null || value === undefined) return null;
  switch (type?.typeId) {
    case Type.Dictionary:
      return arrowJson(value, type.dictionary);
    case Type.RunEndEncoded:
      return arrowJson(value, type.children[1].type);
    case Type.Timestamp:
      return isoOf(Number(value), type.timezone !== null);
    case Type.Date:
      return isoOf(Number(value), false)?.slice(0, 10);
    case Type.Time:
      return clockOf(Math.floor(Number(value) * (US_OF_UNIT[type.unit] ?? 1)));
    case Type.Duration:
      return intervalOf(0, 0, Number(value) * (US_OF_UNIT[type.unit] ?? 1));
    case Type.Interval:
      return intervalText(value);
    case Type.Decimal:
      return decimalOf(BigInt(value as bigint | number), type.scale);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return asUuid ? uuidOf(value as Uint8Array) : textOf(value as Uint8Array);
    case Type.Map:
      return Object.fromEntries(
        (value as [unknown, unknown][]).map(([key, each]) => [
          String(arrowJson(key, fieldOf(type.children[0].type, 0))),
          orNull(arrowJson(each, fieldOf(type.children[0].type, 1))),
        ]),
      );
    case Type.Struct:
      return Object.fromEntries(
        type.children.map(({ name, type: of }) => [
          name,
          orNull(Object.hasOwn(value, name) ? arrowJson((value as Record<string, unknown>)[name], of) : null),
        ]),
      );
    default:
      return plain(value, type);
  }
}

function plain(value: unknown, type: ArrowType | undefined): unknown {
  if (typeof value === 'bigint') return wholeOf(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return undefined;
    // By its digits: 0.1 is not to become 0.10000000149.
    return type?.typeId === Type.Float && type.precision === 1 ? Number(value.toPrecision(7)) : value;
  }
  if (!ArrayBuffer.isView(value) && !Array.isArray(value)) return value;
  const of = type !== undefined && 'children' in type ? type.children?.[0]?.type : undefined;
  return Array.from(value as ArrayLike<unknown>, (each) => orNull(arrowJson(each, of)));
}

const orNull = (value: unknown): unknown => value ?? null;

const fieldOf = (type: ArrowType, index: number): ArrowType | undefined =>
  type.typeId === Type.Struct ? type.children[index]?.type : undefined;

const wholeOf = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : String(value);

function decimalOf(scaled: bigint, scale: number): number | string {
  if (scale <= 0) return wholeOf(scaled * 10n ** BigInt(-scale));
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(scale + 1, '0');
  const text = `${scaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return digits.replace(/^0+|0+$/g, '').length <= SAFE_DIGITS ? Number(text) : text;
}

/** `ms` with a fraction where there are microseconds. Without a zone it is somebody's clock. */
function isoOf(ms: number, isInstant: boolean): string | undefined {
  const whole = Math.floor(ms);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) return undefined;
  const micros = Math.min(999, Math.round((ms - whole) * 1000));
  const text = date.toISOString().slice(0, -1);
  return `${text}${micros === 0 ? '' : String(micros).padStart(3, '0')}${isInstant ? 'Z' : ''}`;
}

/** Microseconds as hours, minutes and seconds; hours beyond a day go on. */
function clockOf(us: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = Math.floor(us / 1e6);
  const fraction = us - seconds * 1e6;
  const rest = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${rest}`;
}

function intervalText(value: unknown): string {
  // Months; days and milliseconds; or months, days and nanoseconds.
  const [a = 0, b = 0, c] = ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : [Number(value)];
  if (!ArrayBuffer.isView(value)) return intervalOf(a, 0, 0);
  return c === undefined ? intervalOf(0, a, b * 1_000) : intervalOf(a, b, c / 1_000);
}

/** In the words that DuckDB has for it. */
function intervalOf(months: number, days: number, us: number): string {
  const units: readonly [number, string][] = [
    [Math.trunc(months / 12), 'year'],
    [months % 12, 'month'],
    [days, 'day'],
  ];
  const parts = units
    .filter(([count]) => count !== 0)
    .map(([count, unit]) => `${count} ${unit}${Math.abs(count) === 1 ? '' : 's'}`);
  const whole = Math.trunc(us);
  if (whole !== 0 || parts.length === 0) parts.push(`${whole < 0 ? '-' : ''}${clockOf(Math.abs(whole))}`);
  return parts.join(' ');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As text where they are UTF-8, else what cannot be shown by its numbers. */
function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    const hex = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    return Array.from(bytes, (byte) =>
      byte >= 32 && byte < 127 && byte !== 92 ? String.fromCharCode(byte) : hex(byte),
    ).join('');
  }
}

function uuidOf(bytes: Uint8Array): string {
  if (bytes.length !== UUID_BYTES) return textOf(bytes);
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
