/** Brackets of periods as one types them: `1, 2-3, 4-8`. Pure. */
import { MAX_PERIODS, type RetentionSpec } from '../../../shared/insights/retention/spec';

export type Brackets = readonly (readonly [first: number, last: number])[];

export type ParsedBrackets =
  { readonly ok: true; readonly brackets: Brackets } | { readonly ok: false; readonly problem: string };

const PIECE = /^(\d+)(?:\s*[-–—]\s*(\d+))?$/;
const MOST = 100;

export const printBrackets = (brackets: Brackets): string =>
  brackets.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(', ');

/** Commas or semicolons part the pieces; each is one period or a first and a last one. */
export function parseBrackets(text: string): ParsedBrackets {
  const pieces = text
    .split(/[,;]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  if (pieces.length === 0) return { ok: false, problem: 'At least one, such as 1, 2-3, 4-8' };
  if (pieces.length > MOST) return { ok: false, problem: `At most ${MOST}` };
  const brackets: [number, number][] = [];
  for (const piece of pieces) {
    const found = PIECE.exec(piece);
    if (!found) return { ok: false, problem: `«${piece}» is neither a period nor two, such as 4-8` };
    const first = Number(found[1]);
    const last = Number(found[2] ?? found[1]);
    if (first < 1) return { ok: false, problem: `«${piece}»: periods count from 1` };
    if (last < first) return { ok: false, problem: `«${piece}» ends before it begins` };
    if (last > MAX_PERIODS) return { ok: false, problem: `«${piece}»: the last possible period is ${MAX_PERIODS}` };
    brackets.push([first, last]);
  }
  return { ok: true, brackets };
}

/** Each about twice as long as the one before: 1, 2–3, 4–7, 8–12. `periods` is the last one. */
export function doublingBrackets(periods: number): Brackets {
  const brackets: [number, number][] = [];
  for (let first = 1; first <= periods; first *= 2) brackets.push([first, Math.min(periods, first * 2 - 1)]);
  return brackets;
}

/** With brackets, the last one says how many periods are looked at. */
export function withBrackets(spec: RetentionSpec, brackets: Brackets): RetentionSpec {
  return {
    ...spec,
    mode: { brackets: brackets.map(([first, last]): [number, number] => [first, last]) },
    periods: Math.max(...brackets.map(([, last]) => last)),
  };
}

/** Another number of periods; only for specs without brackets, which bring their own. */
export const withPeriods = (spec: RetentionSpec, periods: number): RetentionSpec => ({ ...spec, periods });
