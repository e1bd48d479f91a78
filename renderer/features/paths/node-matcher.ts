/**
 * Which events a node stands for, as a matcher, so that paths can begin there, end there or leave it out. The exact
 * inverse of what the engine does to names: pages with their ids folded, cleaning rules in order.
 */
import { cleanNames } from '../../../shared/insights/clean-names';
import { MORE, type PathsSpec } from '../../../shared/insights/paths/spec';
import type { Matcher } from '../../../shared/model/filter';

/** What the names of nodes are values of. */
export const namedProperty = (of: PathsSpec['of']): string =>
  of === 'events' ? 'event' : of === 'pages' ? 'page' : of.property;

const ID_PART = String.raw`(?:\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|:id)`;
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The events behind a name that no cleaning rule has touched; undefined for what stands for many nodes. */
export function nodeMatcher(of: PathsSpec['of'], name: string): Matcher | undefined {
  if (name === MORE) return undefined;
  if (of === 'events') return { event: name };
  if (of !== 'pages') return oneOf(of.property, name, [name]);
  if (name.split('/').includes(':id')) {
    const parts = name.split('/').map((part) => (part === ':id' ? ID_PART : escaped(part)));
    const where = { property: 'page', op: 'matches' as const, value: `^${parts.join('/')}/?$` };
    return { event: '*', where, label: name };
  }
  return oneOf('page', name, name.endsWith('/') || name === '' ? [name] : [name, `${name}/`]);
}

/** The events behind a name that cleaning rules made, among these raw names; undefined where none of them comes to it. */
export function cleanedMatcher(
  spec: Pick<PathsSpec, 'of' | 'clean'>,
  name: string,
  raw: readonly string[],
): Matcher | undefined {
  const { table, names } = cleanNames(raw, { foldIds: spec.of === 'pages', rules: spec.clean ?? [] });
  const wanted = names.indexOf(name);
  const own = wanted < 0 ? [] : raw.filter((_, index) => table[index] === wanted);
  const [first] = own;
  if (first === undefined) return undefined;
  if (spec.of !== 'events') return oneOf(namedProperty(spec.of), name, own);
  return own.length === 1 ? { event: first } : { anyOf: own.map((event) => ({ event })), label: name };
}

function oneOf(property: string, label: string, values: readonly string[]): Matcher {
  const [only] = values;
  const value = values.length === 1 && only !== undefined ? only : [...values];
  return { event: '*', where: { property, op: 'eq', value }, label };
}
