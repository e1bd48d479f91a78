/** What kind of time a column's texts are, told from samples alone. */
import type { z } from 'zod';
import type { timeFormatSchema } from './import-map';

export type TimeFormat = z.infer<typeof timeFormatSchema>;

export interface TimeKind {
  readonly format: TimeFormat;
  /** For people: `ISO 8601 times`, `seconds since 1970`, … */
  readonly said: string;
  /** Days without a clock time. */
  readonly dateOnly: boolean;
  /** False where neither an offset nor an epoch fixes the instant: it is local to some zone. */
  readonly zoned: boolean;
}

const iso = (zoned: boolean): TimeKind => ({
  format: 'iso',
  said: zoned ? 'ISO 8601 times with an offset' : 'ISO 8601 times without a zone',
  dateOnly: false,
  zoned,
});
const pattern = (format: string, dateOnly = false): TimeKind => ({
  format,
  said: `times written as ${format}`,
  dateOnly,
  zoned: format.includes('%z'),
});

const ISO_DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const ISO_LOCAL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?$/;
const ISO_ZONED =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)? ?(Z|UTC|[+-]\d{2}(:?\d{2})?)$/;
const CLOCK = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/;
/** The kinds of clock times that patterns can say. */
const CLOCKS: readonly { readonly test: RegExp; readonly format: string }[] = [
  { test: /^([01]?\d|2[0-3]):[0-5]\d$/, format: '%H:%M' },
  { test: /^([01]?\d|2[0-3]):[0-5]\d:[0-5]\d$/, format: '%H:%M:%S' },
  { test: /^([01]?\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{1,6}$/, format: '%H:%M:%S.%f' },
  { test: /^(0?[1-9]|1[0-2]):[0-5]\d [AaPp][Mm]$/, format: '%I:%M %p' },
  { test: /^(0?[1-9]|1[0-2]):[0-5]\d:[0-5]\d [AaPp][Mm]$/, format: '%I:%M:%S %p' },
];

/** Patterns in the wild, in the order they are tried. Day-first wins only where a value proves it (13–31 up front). */
const PATTERNS: readonly { readonly test: RegExp; readonly format: string; readonly dateOnly?: true }[] = [
  { test: /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}$/, format: '%Y/%m/%d %H:%M:%S' },
  { test: /^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}$/, format: '%Y/%m/%d %H:%M' },
  { test: /^\d{4}\/\d{2}\/\d{2}$/, format: '%Y/%m/%d', dateOnly: true },
  { test: /^\d{1,2}\.\d{1,2}\.\d{4} \d{2}:\d{2}:\d{2}$/, format: '%d.%m.%Y %H:%M:%S' },
  { test: /^\d{1,2}\.\d{1,2}\.\d{4} \d{2}:\d{2}$/, format: '%d.%m.%Y %H:%M' },
  { test: /^\d{1,2}\.\d{1,2}\.\d{4}$/, format: '%d.%m.%Y', dateOnly: true },
  { test: /^(0?[1-9]|1[0-2])\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2} [AaPp][Mm]$/, format: '%m/%d/%Y %I:%M:%S %p' },
  { test: /^(0?[1-9]|1[0-2])\/\d{1,2}\/\d{4} \d{1,2}:\d{2} [AaPp][Mm]$/, format: '%m/%d/%Y %I:%M %p' },
  { test: /^(0?[1-9]|1[0-2])\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}$/, format: '%m/%d/%Y %H:%M:%S' },
  { test: /^(0?[1-9]|1[0-2])\/\d{1,2}\/\d{4} \d{1,2}:\d{2}$/, format: '%m/%d/%Y %H:%M' },
  { test: /^(0?[1-9]|1[0-2])\/\d{1,2}\/\d{4}$/, format: '%m/%d/%Y', dateOnly: true },
  { test: /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}$/, format: '%d/%m/%Y %H:%M:%S' },
  { test: /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}$/, format: '%d/%m/%Y %H:%M' },
  { test: /^\d{1,2}\/\d{1,2}\/\d{4}$/, format: '%d/%m/%Y', dateOnly: true },
  { test: /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}$/, format: '%d/%b/%Y:%H:%M:%S %z' },
  { test: /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d{2}:\d{2} [AP]M$/, format: '%b %d, %Y %I:%M:%S %p' },
];

/** 1990 to 2100: outside of it a number is a count or an id, not an epoch. */
const EPOCH_FROM_S = 631_152_000;
const EPOCH_TO_S = 4_102_444_800;
const EPOCHS = [
  { format: 'epoch_s', unit: 1, said: 'seconds since 1970' },
  { format: 'epoch_ms', unit: 1e3, said: 'milliseconds since 1970' },
  { format: 'epoch_us', unit: 1e6, said: 'microseconds since 1970' },
] as const;

/** The one kind that every filled sample has, or undefined. */
export function timeKindOf(samples: readonly string[]): TimeKind | undefined {
  const filled = samples.map((sample) => sample.trim()).filter((sample) => sample !== '');
  if (filled.length === 0) return undefined;
  const all = (test: RegExp): boolean => filled.every((sample) => test.test(sample));
  if (all(ISO_ZONED)) return iso(true);
  if (all(ISO_DAY)) return { format: 'iso', said: 'days', dateOnly: true, zoned: false };
  if (filled.every((sample) => ISO_LOCAL.test(sample) || ISO_DAY.test(sample))) return iso(false);
  for (const { format, unit, said } of EPOCHS) {
    if (filled.every((sample) => isEpoch(sample, unit))) return { format, said, dateOnly: false, zoned: true };
  }
  const found = PATTERNS.find(({ test }) => all(test));
  return found === undefined ? undefined : pattern(found.format, found.dateOnly === true);
}

/** Broken rows are in every file: from here on a column is one of times all the same. */
const MOST = 0.8;

/** The kind that most of the filled samples have, and the share of them that have not; undefined where there is none. */
export function mostlyTimeKindOf(
  samples: readonly string[],
): { readonly kind: TimeKind; readonly others: number } | undefined {
  const filled = samples.map((sample) => sample.trim()).filter((sample) => sample !== '');
  const fitting = filled.filter((sample) => timeKindOf([sample]) !== undefined);
  const kind = timeKindOf(fitting);
  const others = 1 - fitting.length / Math.max(1, filled.length);
  return kind === undefined || others > 1 - MOST ? undefined : { kind, others };
}

/**
 * How days of this kind and clock times of these samples, such as `14:05`, are written when they stand in one text with a
 * space between; undefined where the samples are no clock times of one kind.
 */
export function formatWithClock(day: TimeKind, samples: readonly string[]): TimeFormat | undefined {
  const filled = samples.map((sample) => sample.trim()).filter((sample) => sample !== '');
  if (filled.length === 0 || !day.dateOnly) return undefined;
  const all = (test: RegExp): boolean => filled.every((sample) => test.test(sample));
  if (day.format === 'iso' && all(CLOCK)) return 'iso';
  const found = CLOCKS.find(({ test }) => all(test));
  return found && `${day.format === 'iso' ? '%Y-%m-%d' : day.format} ${found.format}`;
}

function isEpoch(sample: string, unit: number): boolean {
  if (!/^\d+(\.\d+)?(e[+]?\d+)?$/i.test(sample)) return false;
  const seconds = Number(sample) / unit;
  return seconds >= EPOCH_FROM_S && seconds < EPOCH_TO_S;
}
