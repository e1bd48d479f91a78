/**
 * Puts saved segments and actions in the place of their references, so that planning, caching and explaining know only
 * what they say. Specs are strict, so an object that is nothing but `{"segment": ID}`, or that has a text under
 * `action`, is a reference wherever it stands.
 */
import type { Filter, Matcher } from '../model/filter';
import type { SavedAction, SavedSegment } from '../model/saved';
import { SpecProblem } from './common';

export interface SavedParts {
  readonly segments: ReadonlyMap<string, SavedSegment>;
  readonly actions: ReadonlyMap<string, SavedAction>;
}

/**
 * A spec, filter or matcher without references. Throws {@link SpecProblem} at a reference to what is not there or to
 * itself; `path` is where `value` stands.
 */
export function expandSaved<T>(value: T, saved: SavedParts, path = ''): T {
  return expand(value, saved, path, []) as T;
}

/** The ids that a spec, filter or matcher refers to itself, without what those refer to. */
export function savedRefsOf(value: unknown): { readonly segments: Set<string>; readonly actions: Set<string> } {
  const refs = { segments: new Set<string>(), actions: new Set<string>() };
  const visit = (each: unknown): void => {
    const segment = segmentOf(each);
    const action = actionOf(each);
    if (segment !== undefined) refs.segments.add(segment);
    if (action !== undefined) refs.actions.add(action);
    if (typeof each === 'object' && each !== null) Object.values(each).forEach(visit);
  };
  visit(value);
  return refs;
}

function segmentOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('segment' in value)) return undefined;
  return typeof value.segment === 'string' && Object.keys(value).length === 1 ? value.segment : undefined;
}

function actionOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('action' in value)) return undefined;
  return typeof value.action === 'string' ? value.action : undefined;
}

/** `within` names the documents being expanded, the outermost first. */
function expand(value: unknown, saved: SavedParts, path: string, within: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each, index) => expand(each, saved, join(path, String(index)), within));
  if (typeof value !== 'object' || value === null) return value;
  const segment = segmentOf(value);
  if (segment !== undefined) return expandSegment(segment, saved, path, within);
  const action = actionOf(value);
  if (action !== undefined) return expandAction(value, action, saved, path, within);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, expand(each, saved, join(path, key), within)]),
  );
}

function expandSegment(id: string, saved: SavedParts, path: string, within: readonly string[]): Filter {
  const document = saved.segments.get(id);
  if (document === undefined) throw unknown(join(path, 'segment'), 'segment', id, saved.segments);
  return expand(document.filter, saved, path, enter(`the segment «${id}»`, path, within)) as Filter;
}

function expandAction(
  { action: _id, ...rest }: { action?: unknown; label?: string },
  id: string,
  saved: SavedParts,
  path: string,
  within: readonly string[],
): Matcher {
  const document = saved.actions.get(id);
  if (document === undefined) throw unknown(join(path, 'action'), 'action', id, saved.actions);
  const anyOf = expand(document.matchers, saved, path, enter(`the action «${id}»`, path, within)) as Matcher[];
  return { ...rest, anyOf, label: rest.label ?? document.name };
}

function enter(name: string, path: string, within: readonly string[]): readonly string[] {
  if (!within.includes(name)) return [...within, name];
  throw new SpecProblem(path, `goes in a circle: ${[...within, name].join(' holds ')}.`);
}

function unknown(path: string, what: string, id: string, known: ReadonlyMap<string, unknown>): SpecProblem {
  const ids = [...known.keys()].sort().slice(0, 20);
  const there = ids.length === 0 ? `there are no saved ${what}s yet` : `saved ${what}s are ${ids.join(', ')}`;
  return new SpecProblem(path, `«${id}» is no saved ${what}; ${there}.`);
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
