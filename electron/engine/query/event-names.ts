/** Filters that test the event's name and nothing else: the sequences themselves know, and no SQL is needed. */
import { type Filter, isTest } from '../../../shared/model/filter';

export type EventNames = ReadonlySet<string> | 'every';

/** The names a filter accepts, where it tests nothing else. */
export function eventNames(filter: Filter): EventNames | undefined {
  if ('all' in filter) {
    if (filter.all.length === 0) return 'every';
    return filter.all.length === 1 ? eventNames(filter.all[0] as Filter) : undefined;
  }
  if ('any' in filter) {
    const parts = filter.any.map(eventNames);
    if (parts.includes(undefined)) return undefined;
    if (parts.includes('every')) return 'every';
    return new Set(parts.flatMap((part) => [...(part as ReadonlySet<string>)]));
  }
  if (!isTest(filter) || filter.property !== 'event' || filter.op !== 'eq') return undefined;
  const values = Array.isArray(filter.value) ? filter.value : [filter.value];
  return values.every((value) => typeof value === 'string') ? new Set(values as string[]) : undefined;
}
