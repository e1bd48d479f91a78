/**
 * Puts saved segments and actions in the place of their references, so that planning, caching and explaining know only
 * what they say. Specs are strict, so an object that is nothing but `{"segment": ID}`, or that has a text under
 * `action`, is a reference wherever it stands; the parameters of an SQL insight alone are values and stay as they are.
 */
import type { Filter, Matcher } from '../model/filter';
import type { SavedAction, SavedSegment } from '../model/saved';
import { SpecProblem } from './common';

export interface SavedParts {
  readonly segments: ReadonlyMap<string, SavedSegment>;
  readonly actions: ReadonlyMap<string, SavedAction>;
  /** What is wrong with documents that cannot be used, by file, such as `segments/ID.json`. */
  readonly broken?: ReadonlyMap<string, string>;
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
    if (typeof each !== 'object' || each === null || isSql(each)) return;
    const segment = segmentOf(each);
    const action = actionOf(each);
    if (segment !== undefined) refs.segments.add(segment);
    if (action !== undefined) refs.actions.add(action);
    Object.values(each).forEach(visit);
  };
  visit(value);
  return refs;
}

const isSql = (value: object): boolean => 'kind' in value && value.kind === 'sql';

function segmentOf(value: object): string | undefined {
  if (!('segment' in value) || typeof value.segment !== 'string') return undefined;
  return Object.keys(value).length === 1 ? value.segment : undefined;
}

function actionOf(value: object): string | undefined {
  return 'action' in value && typeof value.action === 'string' ? value.action : undefined;
}

/** `within` names the documents being expanded, the outermost first. */
function expand(value: unknown, saved: SavedParts, path: string, within: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each, index) => expand(each, saved, `${path}[${index}]`, within));
  if (typeof value !== 'object' || value === null || isSql(value)) return value;
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
  if (document === undefined) throw unknown(join(path, 'segment'), 'segment', id, saved, within);
  const entered = enter(`segment «${id}»`, path, within);
  // What is wrong inside a document stands, in the request, where the request refers to it.
  return expandInside(document.filter, saved, path, entered) as Filter;
}

function expandAction(
  { action: _id, ...rest }: { action?: unknown; label?: string },
  id: string,
  saved: SavedParts,
  path: string,
  within: readonly string[],
): Matcher {
  const document = saved.actions.get(id);
  if (document === undefined) throw unknown(join(path, 'action'), 'action', id, saved, within);
  const entered = enter(`action «${id}»`, path, within);
  const anyOf = expandInside(document.matchers, saved, path, entered) as Matcher[];
  return { ...rest, anyOf, label: rest.label ?? document.name };
}

function expandInside(value: unknown, saved: SavedParts, path: string, within: readonly string[]): unknown {
  try {
    return expand(value, saved, '', within);
  } catch (error) {
    if (error instanceof SpecProblem) throw new SpecProblem(path, error.message);
    throw error;
  }
}

function enter(name: string, path: string, within: readonly string[]): readonly string[] {
  if (!within.includes(name)) return [...within, name];
  const circle = [...within.slice(within.indexOf(name)), name];
  throw new SpecProblem(path, `goes in a circle: the ${circle.join(' uses the ')}; change one of them.`);
}

function unknown(
  path: string,
  what: 'segment' | 'action',
  id: string,
  saved: SavedParts,
  within: readonly string[],
): SpecProblem {
  const user = within.at(-1);
  const used = user === undefined ? '' : `, which the ${user} uses,`;
  const broken = saved.broken?.get(`${what}s/${id}.json`);
  if (broken !== undefined) return new SpecProblem(path, `the file of the ${what} «${id}»${used} is wrong: ${broken}`);
  const ids = [...(what === 'segment' ? saved.segments : saved.actions).keys()].sort().slice(0, 20);
  const there = ids.length === 0 ? `there are no saved ${what}s yet` : `saved ${what}s are ${ids.join(', ')}`;
  return new SpecProblem(path, `«${id}»${used} is no saved ${what}; ${there}.`);
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
