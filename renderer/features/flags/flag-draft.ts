/** Flags while they are edited: what a field shows and takes, and what is wrong at which place. Pure. */
import { type Flag, type FlagCondition, type FlagProperty, flagsDocumentSchema } from '../../../shared/flags/flag';
import type { Json } from '../../../shared/model/json';

/** What is wrong, by place in the document, such as `flags.0.variants.1.key`. */
export type Problems = ReadonlyMap<string, string>;

export function problemsOf(flags: readonly Flag[]): Problems {
  const parsed = flagsDocumentSchema.safeParse({ version: 1, flags });
  const problems = new Map<string, string>();
  for (const { path, message } of parsed.error?.issues ?? []) {
    const place = path.join('.');
    if (!problems.has(place)) problems.set(place, message);
  }
  return problems;
}

/** Whether anything at the place or below it is wrong. */
export const hasProblem = (problems: Problems, place: string): boolean =>
  [...problems.keys()].some((key) => key === place || key.startsWith(`${place}.`));

export const NO_CONDITION: FlagCondition = { properties: [], rollout: 100 };
export const NEW_PROPERTY: FlagProperty = { key: '', operator: 'exact', value: '' };

/** A flag of a name that none has yet; off, since nobody has said whom it is for. */
export function newFlag(flags: readonly Flag[]): Flag {
  const taken = new Set(flags.map(({ key }) => key));
  let number = 1;
  while (taken.has(numbered(number))) number += 1;
  return { key: numbered(number), enabled: false };
}

const numbered = (number: number): string => (number === 1 ? 'new-flag' : `new-flag-${number}`);

/** Values as one types them: several with commas between; as JSON where that would be read otherwise. */
export function valueText(value: FlagProperty['value']): string {
  if (value === undefined) return '';
  if (!Array.isArray(value)) return textOf(value);
  const isPlain = value.every((each) => typeof each === 'string' && each.trim() === each && !/[,[\]]/.test(each));
  return isPlain && value.length > 1 ? value.join(', ') : JSON.stringify(value);
}

const textOf = (value: Exclude<FlagProperty['value'], undefined | readonly unknown[]>): string =>
  typeof value === 'string' && value.includes(',') ? JSON.stringify([value]) : String(value);

export function valueOf(text: string): NonNullable<FlagProperty['value']> {
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
