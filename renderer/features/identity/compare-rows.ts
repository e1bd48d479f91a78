/** What comparing rule sets has come to so far: rows as they arrive, progress of the one being worked out. */
import type { CompareMessage } from '../../../shared/contract/identity';
import type { RuleSet } from '../../../shared/model/identity';

export type CompareRow = Extract<CompareMessage, { type: 'row' }>;

export interface Comparison {
  readonly rows: Readonly<Partial<Record<RuleSet, CompareRow>>>;
  /** What is being worked out now, and how far it is. */
  readonly working: { readonly rules: RuleSet; readonly share: number } | undefined;
  readonly done: boolean;
}

export const NO_COMPARISON: Comparison = { rows: {}, working: undefined, done: false };

export function addMessage(comparison: Comparison, message: CompareMessage): Comparison {
  switch (message.type) {
    case 'progress':
      return { ...comparison, working: { rules: message.rules, share: message.share } };
    case 'row':
      return { ...comparison, rows: { ...comparison.rows, [message.rules]: message }, working: undefined };
    case 'done':
      return { ...comparison, working: undefined, done: true };
  }
}

/** Mean of the daily actives; undefined where there are no days. */
export const meanActives = ({ actives }: Pick<CompareRow, 'actives'>): number | undefined =>
  actives.length === 0 ? undefined : actives.reduce((sum, value) => sum + value, 0) / actives.length;

/** `+120`, `−3`; empty where nothing differs or there is nothing to compare with. */
export function countDifference(value: number | undefined, base: number | undefined): string {
  if (value === undefined || base === undefined || Math.round(value) === Math.round(base)) return '';
  const difference = Math.round(value) - Math.round(base);
  return `${difference > 0 ? '+' : '−'}${new Intl.NumberFormat('en-US').format(Math.abs(difference))}`;
}

/** The same of two shares, in percentage points. */
export function shareDifference(value: number | undefined, base: number | undefined): string {
  if (value === undefined || base === undefined) return '';
  const difference = Number((value - base).toFixed(9));
  if (difference === 0) return '';
  const points = Math.abs(difference) * 100;
  const size = Number(points < 0.1 ? points.toPrecision(1) : points.toFixed(2));
  return `${difference > 0 ? '+' : '−'}${size} pp`;
}
