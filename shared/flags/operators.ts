/** How conditions of flags compare: PostHog's operators, by what they take. */

/** Of a part of a text; of a list any will do. */
export const PART_OPERATORS = [
  'icontains',
  'not_icontains',
  'starts_with',
  'not_starts_with',
  'ends_with',
  'not_ends_with',
] as const;

/** Of texts; of a list any will do. */
const TEXT_OPERATORS = ['exact', 'is_not', ...PART_OPERATORS, 'regex', 'not_regex'] as const;

const ORDER_OPERATORS = ['gt', 'gte', 'lt', 'lte'] as const;
export type OrderOperator = (typeof ORDER_OPERATORS)[number];

/** Of two numbers, both of which belong to it. */
const SPAN_OPERATORS = ['between', 'not_between'] as const;

const DATE_OPERATORS = ['is_date_before', 'is_date_after', 'is_date_exact'] as const;
export type DateOperator = (typeof DATE_OPERATORS)[number];

/** Of a version, which `semver_wildcard` writes as `1.4.*`. */
export const WHOLE_VERSION_OPERATORS = [
  'semver_eq',
  'semver_neq',
  'semver_gt',
  'semver_gte',
  'semver_lt',
  'semver_lte',
  'semver_tilde',
  'semver_caret',
] as const;
const VERSION_OPERATORS = [...WHOLE_VERSION_OPERATORS, 'semver_wildcard'] as const;
export type VersionOperator = (typeof VERSION_OPERATORS)[number];

const BARE_OPERATORS = ['is_set', 'is_not_set'] as const;

export const FLAG_OPERATORS = [
  ...TEXT_OPERATORS,
  ...ORDER_OPERATORS,
  ...SPAN_OPERATORS,
  ...DATE_OPERATORS,
  ...VERSION_OPERATORS,
  ...BARE_OPERATORS,
] as const;
export type FlagOperator = (typeof FLAG_OPERATORS)[number];

const isOneOf =
  <Of extends FlagOperator>(operators: readonly Of[]) =>
  (operator: FlagOperator): operator is Of =>
    (operators as readonly FlagOperator[]).includes(operator);

export const isOrder = isOneOf(ORDER_OPERATORS);
export const isSpan = isOneOf(SPAN_OPERATORS);
export const isText = isOneOf(TEXT_OPERATORS);
export const isDate = isOneOf(DATE_OPERATORS);
export const isVersion = isOneOf(VERSION_OPERATORS);
/** Takes no value. */
export const isBare = isOneOf(BARE_OPERATORS);
export const isPattern = isOneOf(['regex', 'not_regex']);
/** The person must not be something: of a list, none of it. */
export const isDenial = isOneOf([
  'is_not',
  'not_icontains',
  'not_starts_with',
  'not_ends_with',
  'not_regex',
  'not_between',
]);
