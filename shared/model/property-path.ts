/**
 * A property path names one value of an event: a field (`event`, `kind`, `timestamp`, `distinct_id`, `source`, …), a
 * property (`properties.KEY`, nested `properties.cart.total`, a key with a dot `properties["a.b"]`), a value of the
 * session it belongs to (`session.KEY`), of its person as it is now (`person.KEY`; `person.$events` and its like for what
 * the person did in all) or as it was at the event (`person_at_event.KEY`), or of its group of a type, as that is now
 * (`group.TYPE.KEY`; `group.TYPE.$key` for the group itself, `group.TYPE.$persons` and its like for what happened in it).
 */
import { z } from 'zod';
import { err, ok, type Result } from '../base/result';
import { GROUP_KEY } from './group';
import { PERSON_METRICS } from './person';

export const EVENT_FIELDS = [
  'event',
  'kind',
  'timestamp',
  /** The path or name of a page or screen event's page. */
  'page',
  'distinct_id',
  'anonymous_id',
  'user_id',
  'source',
  'project',
  'lib',
  'lib_version',
] as const;
export type EventField = (typeof EVENT_FIELDS)[number];

export type PropertyPath =
  | { readonly of: 'field'; readonly field: EventField }
  | { readonly of: 'properties'; readonly keys: readonly string[] }
  | { readonly of: 'session'; readonly key: string }
  | { readonly of: 'person'; readonly keys: readonly string[] }
  | { readonly of: 'person_at_event'; readonly keys: readonly string[] }
  | { readonly of: 'group'; readonly type: string; readonly keys: readonly string[] };

const SEGMENT = /^(?:\.?([^.[\]"]+)|\["((?:[^"\\]|\\.)*)"\])/;

/** Splits `a.b["c.d"]` into its keys, or says what is wrong with it. */
function parseKeys(text: string): Result<string[], string> {
  const keys: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = SEGMENT.exec(rest);
    if (!match) return err(`cannot be read from «${rest}»; a key with a dot is written ["a.b"]`);
    keys.push(match[1] ?? (match[2] ?? '').replace(/\\(.)/g, '$1'));
    rest = rest.slice(match[0].length);
  }
  return ok(keys);
}

/** Parses a path; the error says what is allowed. */
export function parsePropertyPath(text: string): Result<PropertyPath, string> {
  const field = EVENT_FIELDS.find((name) => name === text);
  if (field !== undefined) return ok({ of: 'field', field });
  const keys = parseKeys(text);
  if (!keys.ok) return err(`The property path «${text}» ${keys.error}.`);
  const [root, ...rest] = keys.value;
  const [first] = rest;
  if (first !== undefined) {
    if (root === 'properties') return ok({ of: 'properties', keys: rest });
    if (root === 'person') return ok({ of: 'person', keys: rest });
    if (root === 'person_at_event') {
      if (Object.hasOwn(PERSON_METRICS, first)) {
        return err(
          `«${text}»: what a person did in all is known as of now alone; write ${printPropertyPath('person', rest)}.`,
        );
      }
      return ok({ of: 'person_at_event', keys: rest });
    }
    if (root === 'session' && rest.length === 1) return ok({ of: 'session', key: first });
    if (root === 'group' && rest.length > 1) return ok({ of: 'group', type: first, keys: rest.slice(1) });
  }
  return err(
    `«${text}» is no property path. Use one of ${EVENT_FIELDS.join(', ')}, or properties.KEY, session.KEY, person.KEY, person_at_event.KEY, group.TYPE.KEY.`,
  );
}

/** Writes keys back as a path below `root`; the inverse of parsing. */
export function printPropertyPath(
  root: 'properties' | 'person' | 'person_at_event' | 'group',
  keys: readonly string[],
): string {
  const parts = keys.map((key) =>
    /^[^.[\]"\\]+$/.test(key) ? `.${key}` : `["${key.replace(/["\\]/g, (char) => `\\${char}`)}"]`,
  );
  return `${root}${parts.join('')}`;
}

/** Whether the path names a group itself: `group.TYPE.$key`. */
export const isGroupKey = (path: PropertyPath): boolean =>
  path.of === 'group' && path.keys.length === 1 && path.keys[0] === GROUP_KEY;

/** The path of which group of a type an event belongs to. */
export const groupKeyPath = (type: string): string => printPropertyPath('group', [type, GROUP_KEY]);

/** A path that can be asked for. */
export const propertyPathSchema = z.string().superRefine((text, context) => {
  const parsed = parsePropertyPath(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.error });
});
