/**
 * Columns that count from a start that the file does not name: `hour`, `days_since_start`, `t`. Which moment the start was
 * nobody can tell from the file, so such a column is proposed and never taken by itself.
 */
import type { GuessColumn } from './guess';
import { lastKey, nameDepth } from './guess-names';
import type { ElapsedUnit } from './import-map';

export interface Elapsed {
  readonly column: string;
  readonly unit: ElapsedUnit;
  /** Why, as a sentence. */
  readonly reason: string;
  /** Whether the name says the unit. */
  readonly isUnitSaid: boolean;
}

const UNITS: Readonly<Record<ElapsedUnit, readonly string[]>> = {
  milliseconds: ['ms', 'msec', 'msecs', 'milli', 'millis', 'millisecond', 'milliseconds'],
  seconds: ['s', 'sec', 'secs', 'second', 'seconds'],
  minutes: ['min', 'mins', 'minute', 'minutes'],
  hours: ['h', 'hr', 'hrs', 'hour', 'hours'],
  days: ['d', 'day', 'days'],
  weeks: ['w', 'week', 'weeks'],
};
const UNIT_OF: ReadonlyMap<string, ElapsedUnit> = new Map(
  Object.entries(UNITS).flatMap(([unit, words]) => words.map((word) => [word, unit as ElapsedUnit])),
);
/** Words that alone say that something is counted from somewhere. */
const WHEN = new Set(['t', 'time', 'ts', 'timestamp', 'elapsed', 'offset', 'tick', 'clock']);
/** What else such a name may have: `hours_since_start`, `event_time_s`, `test_day`. */
const BESIDE = new Set(
  'since after from in into start started begin beginning zero event events test experiment trial study simulation sim rel relative number no'.split(
    ' ',
  ),
);

/** The column that is likeliest to count from a start; undefined where none is. */
export function findElapsed(columns: readonly GuessColumn[]): Elapsed | undefined {
  const found = columns
    .flatMap((column) => {
      const words = lastKey(column.name).split('_');
      const unit = words.map((word) => UNIT_OF.get(word)).find((each) => each !== undefined);
      const isWhen = words.some((word) => WHEN.has(word));
      const isSo = words.every((word) => UNIT_OF.has(word) || WHEN.has(word) || BESIDE.has(word));
      return isSo && (unit !== undefined || isWhen) && countsUp(column) ? [{ column, unit, isWhen }] : [];
    })
    .sort((a, b) => rankOf(a) - rankOf(b));
  const [best] = found;
  if (best === undefined) return undefined;
  const { column, unit } = best;
  const likely = unit ?? likelyUnit(numbersOf(column));
  return {
    column: column.name,
    unit: likely,
    reason:
      unit === undefined
        ? `«${column.name}» may count ${likely} since a start that the file does not name; of what unit its name does not say.`
        : `«${column.name}» may count ${likely} since a start that the file does not name.`,
    isUnitSaid: unit !== undefined,
  };
}

const rankOf = ({
  column,
  unit,
  isWhen,
}: {
  column: GuessColumn;
  unit: ElapsedUnit | undefined;
  isWhen: boolean;
}): number => nameDepth(column.name) * 4 + (unit === undefined ? 2 : 0) + (isWhen ? 0 : 1);

const filledOf = ({ samples }: GuessColumn): string[] =>
  samples.map((sample) => sample.trim()).filter((sample) => sample !== '');
const numbersOf = (column: GuessColumn): number[] => filledOf(column).map(Number);

/** Numbers throughout, and not one and the same. */
function countsUp(column: GuessColumn): boolean {
  const texts = filledOf(column);
  const areNumbers = texts.every((text) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text));
  return areNumbers && texts.length > 0 && (texts.length < 3 || new Set(texts).size > 1);
}

/** More hours than two years have are rather seconds; so are fractions, and what has a dozen digits is milliseconds. */
const HOURS = 2 * 366 * 24;
const SECONDS = 1e9;

function likelyUnit(numbers: readonly number[]): ElapsedUnit {
  const most = Math.max(...numbers.map(Math.abs));
  if (most >= SECONDS) return 'milliseconds';
  return most <= HOURS && numbers.every(Number.isInteger) ? 'hours' : 'seconds';
}
