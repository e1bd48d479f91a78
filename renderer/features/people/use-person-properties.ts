/** What the people list can be narrowed by: its own columns, and the properties that persons have. */
import { useMemo } from 'react';
import { PERSON_COLUMNS, type PersonColumn } from '../../../shared/model/person';
import { printPropertyPath } from '../../../shared/model/property-path';
import { latest, useQuery } from '../../data/use-query';
import type { PropertyList, PropertyType } from '../../parts/catalog';
import { PERSON_COLUMN_WORDS } from '../../parts/person-words';

const NOTHING = {};
const COLUMNS = Object.keys(PERSON_COLUMNS) as PersonColumn[];

/** Columns stand beside properties under a name that no SDK sends: `person.$events`. */
const columnPath = (column: PersonColumn): string => printPropertyPath('person', [`$${column}`]);

export function usePersonProperties(): PropertyList & { readonly keys: readonly string[] } {
  const query = useQuery('people.properties', NOTHING);
  const properties = latest(query);
  return useMemo(() => {
    const types = new Map<string, PropertyType>(
      COLUMNS.map((column) => [columnPath(column), PERSON_COLUMNS[column]] as const),
    );
    return {
      keys: (properties ?? []).map(({ key }) => key),
      items: [
        ...COLUMNS.map((column) => ({
          value: columnPath(column),
          label: PERSON_COLUMN_WORDS[column],
          group: 'Measures',
        })),
        ...(properties ?? []).map(({ key, persons }) => ({
          value: printPropertyPath('person', [key]),
          label: key,
          count: persons,
          group: 'Person properties',
        })),
      ],
      typeOf: (path) => types.get(path) ?? 'mixed',
      loading: query.status === 'loading',
    };
  }, [properties, query.status]);
}
