/**
 * The filters people build: a row of conditions joined by one word. Deeper filters (from the command line, say) are
 * shown as one condition in words and kept as they are.
 */
import { testSchema, type Filter, type FilterOp, type Scalar, type Test } from '../../shared/model/filter';
import type { PropertyType } from './catalog';

export interface Conditions {
  readonly join: 'all' | 'any';
  readonly items: readonly Filter[];
}

export function toConditions(filter: Filter | undefined): Conditions {
  if (filter === undefined) return { join: 'all', items: [] };
  if ('all' in filter) return { join: 'all', items: filter.all };
  if ('any' in filter) return { join: 'any', items: filter.any };
  return { join: 'all', items: [filter] };
}

/** undefined where no condition is left; a single one stands alone. */
export function fromConditions({ join, items }: Conditions): Filter | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  if (items.length === 1) return first;
  return join === 'all' ? { all: [...items] } : { any: [...items] };
}

/** Conditions of their own in brackets. */
export const isGroup = (filter: Filter): filter is { all: Filter[] } | { any: Filter[] } =>
  'all' in filter || 'any' in filter;

const TEXT_OPS: readonly FilterOp[] = [
  'eq',
  'neq',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches',
  'not_matches',
  'is_set',
  'is_not_set',
];
const NUMBER_OPS: readonly FilterOp[] = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'between', 'is_set', 'is_not_set'];

/** The operators that make sense for a type, the usual one first. */
export function opsFor(type: PropertyType): readonly FilterOp[] {
  switch (type) {
    case 'text':
      return TEXT_OPS;
    case 'number':
      return NUMBER_OPS;
    case 'boolean':
      return ['eq', 'neq', 'is_set', 'is_not_set'];
    case 'time':
      return ['after', 'before', 'within_last'];
    case 'mixed':
      return [...TEXT_OPS, 'gt', 'gte', 'lt', 'lte', 'between'];
  }
}

/** What a person typed, as the property's type would have it: `5` for a number, `true` for a boolean. */
export function toScalar(text: string, type: PropertyType): Scalar {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** A condition while it is being written: not all of it need be there. */
export interface Draft {
  readonly property: string | undefined;
  readonly op: FilterOp;
  readonly value: Test['value'];
}

/** The condition where it is whole, else what is missing in a sentence. */
export function finishDraft({ property, op, value }: Draft): { readonly test: Test } | { readonly problem: string } {
  if (property === undefined) return { problem: 'Choose a property.' };
  const parsed = testSchema.safeParse(value === undefined ? { property, op } : { property, op, value });
  if (parsed.success) return { test: parsed.data };
  return { problem: parsed.error.issues[0]?.message ?? 'This condition is not whole yet.' };
}
