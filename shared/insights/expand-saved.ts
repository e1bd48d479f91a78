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
  return expand(value, { saved, expanded: 0 }, path, []) as T;
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

/** Documents that each use two others twice would otherwise grow beyond all memory. */
const MOST_EXPANDED = 2_000;

interface Expansion {
  readonly saved: SavedParts;
  /** Documents put in their places so far. */
  expanded: number;
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
function expand(value: unknown, expansion: Expansion, path: string, within: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each, index) => expand(each, expansion, `${path}[${index}]`, within));
  if (typeof value !== 'object' || value === null || isSql(value)) return value;
  const segment = segmentOf(value);
  if (segment !== undefined) return expandSegment(segment, expansion, path, within);
  const action = actionOf(value);
  if (action !== undefined) return expandAction(value, action, expansion, path, within);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, expand(each, expansion, join(path, key), within)]),
  );
}

function expandSegment(id: string, expansion: Expansion, path: string, within: readonly string[]): Filter {
  const document = expansion.saved.segments.get(id);
  if (document === undefined) throw unknown(join(path, 'segment'), 'segment', id, expansion.saved, within);
  const entered = enter(`segment «${id}»`, path, within);
  // What is wrong inside a document stands, in the request, where the request refers to it.
  return expandInside(document.filter, expansion, path, entered) as Filter;
}

function expandAction(
  { action: _id, ...rest }: { action?: unknown; label?: string },
  id: string,
  expansion: Expansion,
  path: string,
  within: readonly string[],
): Matcher {
  const document = expansion.saved.actions.get(id);
  if (document === undefined) throw unknown(join(path, 'action'), 'action', id, expansion.saved, within);
  const entered = enter(`action «${id}»`, path, within);
  const anyOf = expandInside(document.matchers, expansion, path, entered) as Matcher[];
  return { ...rest, anyOf, label: rest.label ?? document.name };
}

function expandInside(value: unknown, expansion: Expansion, path: string, within: readonly string[]): unknown {
  try {
    expansion.expanded += 1;
    if (expansion.expanded > MOST_EXPANDED) {
      throw new SpecProblem(path, `stands for more than ${MOST_EXPANDED} saved segments and actions; use fewer.`);
    }
    return expand(value, expansion, '', within);
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
