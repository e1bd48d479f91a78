/** What is wrong with an event by the plan: of what kind, where, what was expected there and what came. */
import { z } from 'zod';
import type { Json } from '../model/json';

export const VIOLATION_KINDS = [
  'unknown_event',
  'missing_property',
  'unknown_property',
  'wrong_type',
  'not_in_enum',
  'pattern',
  'format',
  'constraint',
] as const;
export const violationKindSchema = z.enum(VIOLATION_KINDS);
export type ViolationKind = z.infer<typeof violationKindSchema>;

export const violationSchema = z.strictObject({
  kind: violationKindSchema,
  /** `error`: a stock validator refuses the event. `warning`: the plan lets it pass and asks to be told. */
  severity: z.enum(['error', 'warning']),
  event: z.string(),
  /** Where in the event: `properties.cart.items[0].price`; `event` where the name itself is the matter. */
  path: z.string(),
  /** In words, such as `one of "free", "pro"` or `a number`. */
  expected: z.string(),
  /** The value as JSON, cut after 200 characters; `nothing` where it is missing. */
  got: z.string(),
});
export type Violation = z.infer<typeof violationSchema>;

export const KIND_WORDS: Readonly<Record<ViolationKind, string>> = {
  unknown_event: 'event not in the plan',
  missing_property: 'property missing',
  unknown_property: 'property not in the plan',
  wrong_type: 'wrong type',
  not_in_enum: 'value not allowed',
  pattern: 'pattern not met',
  format: 'format not met',
  constraint: 'rule not met',
};

const LONGEST = 200;

/** A value as a violation shows it. */
export function printValue(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** `properties.plan: expected one of "free", "pro"; came "Pro".` */
export const violationWords = ({ kind, path, expected, got }: Violation): string =>
  kind === 'missing_property'
    ? `${path} is missing; expected ${expected}`
    : `${path}: expected ${expected}; came ${got}`;

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** Adds a key to a path, as property paths are written: keys with other characters go in brackets. */
export const joinPath = (path: string, key: string | number): string =>
  typeof key === 'number'
    ? `${path}[${key}]`
    : PLAIN_KEY.test(key)
      ? `${path}${path === '' ? '' : '.'}${key}`
      : `${path}["${key.replace(/(["\\])/g, '\\$1')}"]`;
