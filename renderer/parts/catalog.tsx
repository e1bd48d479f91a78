/** Events, properties and values of the workspace as items to choose from. */
import { useMemo, useState } from 'react';
import { latest, useQuery } from '../data/use-query';
import type { ComboboxItem } from '../ui/combobox';
import { EventDot } from '../ui/event-name';
import { eventLabel } from '../ui/event-label';
import { propertyGroup, propertyLabel } from './property-words';

const NOTHING = {};
const VALUES_SHOWN = 100;

export interface ItemList {
  readonly items: readonly ComboboxItem[];
  readonly loading: boolean;
}

/** Every event name with its count, most frequent first; `any` adds the one that matches all. */
export function useEventItems({ any = false }: { readonly any?: boolean } = {}): ItemList {
  const query = useQuery('catalog.events', NOTHING);
  const events = latest(query);
  const items = useMemo(() => {
    const named = (events ?? []).map(({ event, count }): ComboboxItem => {
      const label = eventLabel(event);
      return {
        value: event,
        label,
        count,
        leading: <EventDot name={event} />,
        ...(label === event ? {} : { hint: event }),
      };
    });
    return any ? [{ value: '*', label: 'Any event' }, ...named] : named;
  }, [events, any]);
  return { items, loading: query.status === 'loading' };
}

/** The types of groups that events name, the most used first; `asked` too, where it is none of them. */
export function useGroupTypes(asked?: string): readonly string[] {
  const found = latest(useQuery('catalog.groups', NOTHING));
  return useMemo(
    () => [...new Set([...(found ?? []).map(({ type }) => type), ...(asked === undefined ? [] : [asked])])],
    [found, asked],
  );
}

export type PropertyType = 'text' | 'number' | 'boolean' | 'mixed' | 'time';

export interface PropertyList extends ItemList {
  readonly typeOf: (property: string) => PropertyType;
}

/** Properties of one owner: `session.KEY`, `person.KEY`. */
export type PropertyScope = 'session' | 'person';

/** The properties that filters and breakdowns may use; of one event or one owner where named. */
export function usePropertyItems(event?: string, scope?: PropertyScope): PropertyList {
  const query = useQuery('catalog.properties', event === undefined || event === '*' ? NOTHING : { event });
  const properties = latest(query);
  return useMemo(() => {
    const types = new Map<string, PropertyType>((properties ?? []).map(({ property, type }) => [property, type]));
    types.set('timestamp', 'time');
    const offered = (properties ?? []).filter(({ property }) => scope === undefined || isOf(property, scope));
    const items = offered.map(({ property, count }): ComboboxItem => ({
      value: property,
      label: propertyLabel(property),
      group: propertyGroup(property),
      // The fields that every event has are not counted.
      ...(count === 0 ? {} : { count }),
    }));
    const order = [...new Set(items.map((item) => item.group))];
    return {
      items: items.toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group)),
      typeOf: (property) => types.get(property) ?? 'mixed',
      loading: query.status === 'loading',
    };
  }, [properties, query.status, scope]);
}

const isOf = (property: string, scope: PropertyScope): boolean =>
  property.startsWith(`${scope}.`) || property.startsWith(`${scope}[`);

/** The most frequent values of a property, searched by the engine as one types. */
export function useValueItems(property: string | undefined): ItemList & { readonly onSearch: (text: string) => void } {
  const [search, setSearch] = useState('');
  const input =
    property === undefined ? undefined : { property, limit: VALUES_SHOWN, ...(search === '' ? {} : { search }) };
  const query = useQuery('catalog.values', input);
  const values = latest(query);
  const items = useMemo(
    () => (values ?? []).map(({ value, count }): ComboboxItem => ({ value, label: value, count })),
    [values],
  );
  return { items, loading: query.status === 'loading', onSearch: setSearch };
}
