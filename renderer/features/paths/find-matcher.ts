/** The matcher of a node, asking the workspace for its names where cleaning rules stand between. */
import { MORE, type PathsSpec } from '../../../shared/insights/paths/spec';
import { err, ok, type Result } from '../../../shared/base/result';
import type { Matcher } from '../../../shared/model/filter';
import { call } from '../../data/client';
import { cleanedMatcher, namedProperty, nodeMatcher } from './node-matcher';

/** The most values that one answer carries. */
const MOST_VALUES = 1_000;

export async function findMatcher(spec: PathsSpec, name: string): Promise<Result<Matcher, string>> {
  if (spec.clean === undefined || spec.clean.length === 0 || name === MORE) {
    const matcher = nodeMatcher(spec.of, name);
    return matcher === undefined ? err('This stands for many steps, so no path can begin or end there.') : ok(matcher);
  }
  const answer =
    spec.of === 'events'
      ? await call('catalog.events', {})
      : await call('catalog.values', { property: namedProperty(spec.of), limit: MOST_VALUES });
  if (!answer.ok) return err(answer.error.message);
  const raw = answer.value.map((row) => ('event' in row ? row.event : row.value));
  const matcher = cleanedMatcher(spec, name, raw);
  return matcher === undefined
    ? err(
        `None of the ${MOST_VALUES} most frequent values comes to «${name}» by these cleaning rules. Choose the event at the left instead.`,
      )
    : ok(matcher);
}
