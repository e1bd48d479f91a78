/** The slow, obvious twin of paths: lists of events cut, filtered and counted by name. Shares no code with the fold. */
import type { PathsSpec } from '../../../shared/insights/paths/spec';
import type { LoggedEvent } from '../event-log';
import { matchesFilter, matchesMatcher, propertyOf } from '../filters';

interface OracleNode {
  readonly id: string;
  readonly event: LoggedEvent;
}

export interface OraclePath {
  readonly person: string;
  readonly nodes: readonly OracleNode[];
  readonly ended: boolean;
}

const UUID_LIKE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function nameOf(spec: PathsSpec, event: LoggedEvent): string | undefined {
  const value = spec.of === 'events' ? event.event : propertyOf(event, spec.of === 'pages' ? 'page' : spec.of.property);
  if (value === undefined) return undefined;
  let name = String(value);
  if (spec.of === 'pages') {
    const parts = name.split('/').map((part) => (/^[0-9]+$/.test(part) || UUID_LIKE.test(part) ? ':id' : part));
    name = parts.length > 2 && parts.at(-1) === '' ? parts.slice(0, -1).join('/') : parts.join('/');
  }
  for (const { pattern, as } of spec.clean ?? []) name = name.split(new RegExp(pattern, 'u')).join(as);
  return name;
}

/** Events of one person as the sessions or runs that paths are made of. */
function groupsOf(spec: PathsSpec, own: readonly LoggedEvent[]): LoggedEvent[][] {
  if (spec.within === 'session') {
    const sessions = own.filter(({ session }) => session !== '');
    return [...new Set(sessions.map(({ session }) => session))].map((name) =>
      sessions.filter(({ session }) => session === name),
    );
  }
  const gap =
    spec.within.value *
    { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 }[spec.within.unit] *
    1000;
  const groups: LoggedEvent[][] = [];
  for (const [place, event] of own.entries()) {
    const before = own[place - 1];
    if (before === undefined || event.time - before.time > gap) groups.push([]);
    groups.at(-1)?.push(event);
  }
  return groups;
}

export function askPaths(
  spec: PathsSpec,
  log: readonly LoggedEvent[],
  span: { from: number; to: number },
): OraclePath[] {
  const steps = spec.steps ?? 5;
  const paths: OraclePath[] = [];
  const seen = log
    .filter(({ time }) => time >= span.from && time < span.to)
    .filter((event) => spec.filter === undefined || matchesFilter(event, spec.filter))
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  for (const person of new Set(log.map((event) => event.person))) {
    for (const group of groupsOf(
      spec,
      seen.filter((event) => event.person === person),
    )) {
      const { startAt, endAt } = spec;
      const start = startAt === undefined ? 0 : group.findIndex((event) => matchesMatcher(event, startAt));
      const end = endAt === undefined ? group.length - 1 : group.findLastIndex((event) => matchesMatcher(event, endAt));
      if (start < 0 || end < 0 || end < start) continue;
      let names = group
        .slice(start, end + 1)
        .filter((event) => !(spec.exclude ?? []).some((matcher) => matchesMatcher(event, matcher)))
        .flatMap((event) => {
          const name = nameOf(spec, event);
          return name === undefined ? [] : [{ name, event }];
        });
      if (spec.collapseRepeats !== false) names = names.filter(({ name }, at) => name !== names[at - 1]?.name);
      if (names.length === 0) continue;
      const isLong = names.length > steps;
      const ended = endAt === undefined && names.length < steps;
      let firstStep = 0;
      if (isLong && startAt !== undefined && endAt !== undefined) {
        const head = Math.ceil((steps - 1) / 2);
        const cut = names[head];
        if (cut === undefined) continue;
        names = [
          ...names.slice(0, head),
          { name: '$more', event: cut.event },
          ...names.slice(names.length - (steps - 1 - head)),
        ];
      } else if (endAt !== undefined) {
        names = names.slice(-steps);
        if (startAt === undefined) firstStep = steps - names.length;
      } else names = names.slice(0, steps);
      const nodes = names.map(({ name, event }, at) => ({ id: `${firstStep + at}:${name}`, event }));
      paths.push({ person, nodes, ended });
    }
  }
  return paths;
}

/** The paths of each value of the breakdown: most paths first, equal ones by value, the folded rest last. */
export function pathsByValue(spec: PathsSpec, paths: readonly OraclePath[]): Map<string, OraclePath[]> | undefined {
  if (spec.breakdown === undefined) return undefined;
  const { property, limit = 25 } = spec.breakdown;
  const valueOf = ({ nodes }: OraclePath): string => {
    const [first] = nodes;
    return String((first === undefined ? undefined : propertyOf(first.event, property)) ?? '$none');
  };
  const count = (value: string): number => paths.filter((path) => valueOf(path) === value).length;
  const ranked = [...new Set(paths.map(valueOf))].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
  const flows = new Map<string, OraclePath[]>();
  for (const value of ranked) {
    const name = ranked.indexOf(value) < limit ? value : '$other';
    flows.set(name, [...(flows.get(name) ?? []), ...paths.filter((path) => valueOf(path) === value)]);
  }
  return flows;
}
