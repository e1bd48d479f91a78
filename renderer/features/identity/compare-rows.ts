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
