/** Numbers as Waymark writes them. A narrow no-break space stands between a number and its unit. */
const NARROW = '\u202f';
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** What stands where there is no number. */
export const NO_VALUE = '–';

/** 2010 → `2,010`. */
export const formatCount = (value: number): string => whole.format(value);

/** At most two decimals: 3.14159 → `3.14`; null → `–`. */
export const formatNumber = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? NO_VALUE : fine.format(value);

const STEPS = [
  { at: 1e12, unit: 'T' },
  { at: 1e9, unit: 'G' },
  { at: 1e6, unit: 'M' },
  { at: 1e3, unit: 'k' },
];

/** Three digits that matter: 12345 → `12.3 k`, 999 → `999`, 20000000 → `20 M`. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  // 999,950 would print as «1000 k»; it is a million already.
  const step = STEPS.find(({ at }) => size >= at * 0.9995);
  if (step === undefined || size < 1000) return fine.format(Math.round(value * 100) / 100);
  const scaled = value / step.at;
  const digits = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return `${Number(scaled.toFixed(digits))}${NARROW}${step.unit}`;
}

/** A share from 0 to 1: 0.155 → `15.5 %`; never `100 %` or `0 %` for what is only nearly so; absent → `–`. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NO_VALUE;
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return `<${NARROW}0.1${NARROW}%`;
  if (percent > 99.9 && percent < 100) return `>${NARROW}99.9${NARROW}%`;
  return `${Number(percent.toFixed(1))}${NARROW}%`;
}

/** 1 person, 2 persons: the count with the word that fits. */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** 1536 → `1.5 kB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toFixed(value >= 100 || unit === 0 ? 0 : 1))}${NARROW}${units[unit] ?? 'B'}`;
}
