/** Violations for people at a terminal: by event, the worst first. */
import { formatCount, formatPlural } from '../../../shared/base/number-format';
import { KIND_WORDS } from '../../../shared/plan/violation';
import type { ViolationReport, ViolationRow } from '../../../shared/plan/violation-book';
import type { Validated } from './validated';

export function printSummary(results: readonly Validated[]): string {
  return results.flatMap(({ name, report, unread }) => [...head(name, report, unread), ...byEvent(report)]).join('\n');
}

function head(name: string, { checked, errors, warnings }: ViolationReport, unread: Validated['unread']): string[] {
  const verdict =
    errors === 0
      ? `${formatPlural(checked, 'event')}, none breaks the plan`
      : `${formatCount(errors)} of ${formatPlural(checked, 'event')} break the plan`;
  const asides = [
    ...(warnings === 0 ? [] : [`${formatCount(warnings)} more with warnings`]),
    ...(unread.count === 0 ? [] : [`${formatPlural(unread.count, 'line')} could not be read`]),
  ];
  return [`${name}: ${[verdict, ...asides].join('; ')}.`, ...unread.examples.map((each) => `  unread   ${each}`)];
}

function byEvent({ events, rows, others }: ViolationReport): string[] {
  const lines: string[] = [];
  for (const { event, checked, errors, warnings } of events) {
    const own = rows.filter((row) => row.event === event);
    if (own.length === 0) continue;
    const found = [
      ...(errors === 0 ? [] : [`${formatCount(errors)} with errors`]),
      ...(warnings === 0 ? [] : [`${formatCount(warnings)} with warnings`]),
    ];
    lines.push('', `${event}: ${formatCount(checked)} checked, ${found.join(', ')}`, ...own.map(rowLine));
  }
  if (others > 0) lines.push('', `${formatPlural(others, 'further violation')} of too many kinds to list.`);
  return lines;
}

function rowLine(row: ViolationRow): string {
  const [first] = row.examples;
  const came = row.kind === 'missing_property' ? '' : `; came ${first?.got ?? '?'}`;
  return `  ${row.severity.padEnd(8)} ${row.path}: ${KIND_WORDS[row.kind]}, expected ${row.expected}${came}  ${row.count}× ${placesOf(row)}`;
}

export function placesOf({ examples }: ViolationRow): string {
  const places = examples.slice(0, 3).map(({ place, event_id, eid }) => place ?? event_id ?? `#${eid ?? '?'}`);
  return places.length === 0 ? '' : `(${places.join(', ')})`;
}
