/** Events and saved actions as one list to choose from: lately chosen ones first, then actions, then events. */
import type { ComboboxItem } from '../ui/combobox';
import type { Alternative } from './matcher-model';

/** No event is called so: names of events hold no control characters worth keeping. */
const ACTION = '\u0001action ';

/** How the list names an event or an action. */
export const pickValue = (picked: Alternative): string =>
  'action' in picked ? `${ACTION}${picked.action}` : picked.event;

export const readPick = (value: string): Alternative =>
  value.startsWith(ACTION) ? { action: value.slice(ACTION.length) } : { event: value };

/** `recent` holds values of the other two lists; those that are gone are passed over. */
export function pickerItems(
  events: readonly ComboboxItem[],
  actions: readonly ComboboxItem[],
  recent: readonly string[],
): readonly ComboboxItem[] {
  const known = new Map([...actions, ...events].map((item) => [item.value, item]));
  const lately = recent.flatMap((value) => known.get(value) ?? []);
  if (lately.length === 0 && actions.length === 0) return events;
  const chosen = new Set(recent);
  const others = (items: readonly ComboboxItem[], group: string): readonly ComboboxItem[] =>
    items.filter(({ value }) => !chosen.has(value)).map((item) => ({ ...item, group }));
  return [
    ...lately.map((item) => ({ ...item, group: 'Chosen lately' })),
    ...others(actions, 'Saved actions'),
    ...others(events, 'Events'),
  ];
}
