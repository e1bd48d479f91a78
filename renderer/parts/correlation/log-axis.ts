/** Where odds ratios stand on an axis of equal steps per factor, with 1 (no difference) in the middle. Pure. */

export interface LogAxis {
  /** 0 to 1 from the left; ratios beyond the ends stand at them. */
  readonly at: (ratio: number) => number;
  /** Ratios to mark, ascending; 1 among them. */
  readonly ticks: readonly number[];
  /** The greatest ratio that has a place of its own. */
  readonly top: number;
}

/** What is beyond the last stands at the end: how far does not matter any more. */
const TOPS = [4, 16, 64];

/** Wide enough for the ratios and most of their intervals, which may run off where few people make them endless. */
export function logAxis(ratios: readonly number[]): LogAxis {
  const widest = Math.max(1, ...ratios.map((ratio) => Math.max(ratio, 1 / ratio)));
  // A quarter more, so that a dot at the end keeps some of its line.
  const top = TOPS.find((candidate) => candidate >= widest * 1.25) ?? (TOPS.at(-1) as number);
  const half = Math.log(top);
  return {
    at: (ratio) => Math.min(1, Math.max(0, 0.5 + Math.log(ratio) / half / 2)),
    ticks: [1 / top, 1, top],
    top,
  };
}

/** `÷ 4`, `1`, `× 4`. */
export function factorWords(ratio: number): string {
  if (ratio === 1) return '1';
  return ratio > 1 ? `× ${digits(ratio)}` : `÷ ${digits(1 / ratio)}`;
}

const digits = (factor: number): string =>
  factor >= 1000 ? '1000+' : String(Number(factor.toFixed(factor >= 10 ? 0 : factor >= 2 ? 1 : 2)));
