/** Flags while they are edited: what a field shows and takes, and what is wrong at which place. Pure. */
import { problemsIn } from '../../../shared/contract/errors';
import { flagsDocumentSchema } from '../../../shared/flags/document';
import { type Flag, type FlagCohort, type FlagCondition, type FlagTest } from '../../../shared/flags/flag';
import { type FlagOperator, isBare, isPattern } from '../../../shared/flags/operators';
import type { Json } from '../../../shared/model/json';

/** What is wrong, by place in the document, such as `flags.0.variants.1.key`. */
export type Problems = ReadonlyMap<string, string>;

/** All that the file holds. */
export interface FlagsDraft {
  readonly flags: readonly Flag[];
  readonly cohorts: readonly FlagCohort[];
}

export function problemsOf({ flags, cohorts }: FlagsDraft): Problems {
  const parsed = flagsDocumentSchema.safeParse({ version: 1, flags, cohorts });
  const problems = new Map<string, string>();
  for (const { path, message } of parsed.error === undefined ? [] : problemsIn(parsed.error)) {
    const place = path.join('.');
    if (!problems.has(place)) problems.set(place, message);
  }
  return problems;
}

/** Whether anything at the place or below it is wrong. */
export const hasProblem = (problems: Problems, place: string): boolean =>
  [...problems.keys()].some((key) => key === place || key.startsWith(`${place}.`));

export const NO_CONDITION: FlagCondition = { properties: [], rollout: 100 };
export const NEW_TEST: FlagTest = { key: '', operator: 'exact', value: '' };

/** A flag of a name that none has yet; off, since nobody has said whom it is for. */
export const newFlag = (flags: readonly Flag[]): Flag => ({ key: freeKey('new-flag', flags), enabled: false });

/** Nobody is in it yet. */
export const newCohort = (cohorts: readonly FlagCohort[]): FlagCohort => ({
  key: freeKey('new-cohort', cohorts),
  rule: { any: [] },
});

function freeKey(name: string, all: readonly { readonly key: string }[]): string {
  const taken = new Set(all.map(({ key }) => key));
  let number = 1;
  while (taken.has(numbered(name, number))) number += 1;
  return numbered(name, number);
}

const numbered = (name: string, number: number): string => (number === 1 ? name : `${name}-${number}`);

/** The test with another operator; `text` is what its field shows. */
export function withOperator(test: FlagTest, operator: FlagOperator, text: string): FlagTest {
  const { value: _gone, ...rest } = test;
  return isBare(operator) ? { ...rest, operator } : { ...rest, operator, value: valueFor(operator, text) };
}

/** A pattern is one, whatever commas stand in it. */
export const valueFor = (operator: FlagOperator, text: string): NonNullable<FlagTest['value']> =>
  isPattern(operator) ? text : valueOf(text);

/** Ids as one types them, one a line. */
export const readIds = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** Values as one types them: several with commas between; as JSON where that would be read otherwise. */
export function valueText(value: FlagTest['value']): string {
  if (value === undefined) return '';
  if (!Array.isArray(value)) return textOf(value);
  const isPlain = value.every((each) =>
    typeof each === 'string' ? each.trim() === each && !/[,[\]]/.test(each) : typeof each === 'number',
  );
  return isPlain && value.length > 1 ? value.join(', ') : JSON.stringify(value);
}

/** As the field shows it. */
export const fieldText = ({ operator, value }: FlagTest): string =>
  isPattern(operator) && typeof value === 'string' ? value : valueText(value);

const textOf = (value: Exclude<FlagTest['value'], undefined | readonly unknown[]>): string =>
  typeof value === 'string' && value.includes(',') ? JSON.stringify([value]) : String(value);

export function valueOf(text: string): NonNullable<FlagTest['value']> {
  const list = listIn(text);
  if (list !== undefined) return list;
  const parts = text.split(',').map((part) => part.trim());
  const said = parts.filter((part) => part !== '');
  return said.length > 1 ? said : (said[0] ?? '');
}

function listIn(text: string): string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0
      ? value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
      : undefined;
  } catch {
    // Not finished yet: it is text so far.
    return undefined;
  }
}

/** A payload as text to edit; empty where there is none. */
export const payloadText = (payload: Json | undefined): string =>
  payload === undefined ? '' : JSON.stringify(payload, null, 1).replaceAll(/\n\s*/g, ' ');

export type PayloadRead = { readonly ok: true; readonly payload: Json | undefined } | { readonly ok: false };

export function readPayload(text: string): PayloadRead {
  if (text.trim() === '') return { ok: true, payload: undefined };
  try {
    return { ok: true, payload: JSON.parse(text) as Json };
  } catch {
    return { ok: false };
  }
}

/** The object in a text such as `plan=pro`, one property a line, or JSON; undefined where it is neither. */
export function readProperties(text: string): Readonly<Record<string, Json>> | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (trimmed.startsWith('{')) {
    const read = readPayload(trimmed);
    const { payload } = read.ok ? read : { payload: undefined };
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : undefined;
  }
  const pairs = trimmed.split('\n').map((line) => /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}
