/** Narrows what a view shows by a filter that comes from elsewhere, such as a segment. */
import { canonicalJson } from '../../shared/base/canonical-json';
import { filterSchema, type Filter } from '../../shared/model/filter';
import { navigate } from '../state/navigation';
import { fromConditions, toConditions } from './filter-model';

/** Shows a view with what it last showed, or its default, narrowed by the filter. */
export function openWithin(view: string, filter: Filter): void {
  navigate(view, { within: JSON.stringify(filter) });
}

/** The spec (JSON) with the filter beside its own; unchanged where the filter is none or is in it already. */
export function narrowed(spec: string, within: string): string {
  const filter = readFilter(within);
  const before: unknown = JSON.parse(spec);
  if (filter === undefined || typeof before !== 'object' || before === null) return spec;
  const own = 'filter' in before ? filterSchema.safeParse(before.filter) : undefined;
  return canonicalJson({ ...before, filter: bothOf(own?.success === true ? own.data : undefined, filter) });
}

/** What both ask; what one already holds is not said twice. */
export function bothOf(own: Filter | undefined, more: Filter): Filter {
  if (own === undefined) return more;
  const { join, items } = toConditions(own);
  const text = canonicalJson(more);
  if (canonicalJson(own) === text) return own;
  if (join === 'any') return { all: [own, more] };
  if (items.some((item) => canonicalJson(item) === text)) return own;
  return fromConditions({ join, items: [...items, more] }) ?? more;
}

function readFilter(text: string): Filter | undefined {
  try {
    const parsed = filterSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
