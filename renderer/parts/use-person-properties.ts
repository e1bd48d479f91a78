/** What persons can be told apart by: what persons did in all, and the properties that they have. */
import { useMemo } from 'react';
import { PERSON_COLUMNS, PERSON_METRICS, type PersonMetric } from '../../shared/model/person';
import { printPropertyPath } from '../../shared/model/property-path';
import { latest, useQuery } from '../data/use-query';
import { usePropertyItems, type PropertyList, type PropertyType } from './catalog';
import { PERSON_COLUMN_WORDS } from './person-words';

const NOTHING = {};
const METRICS = Object.keys(PERSON_METRICS) as PersonMetric[];
const METRIC_TYPES: ReadonlyMap<string, PropertyType> = new Map(
  METRICS.map((metric) => [printPropertyPath('person', [metric]), PERSON_COLUMNS[PERSON_METRICS[metric]]]),
);

export function usePersonProperties(): PropertyList & { readonly keys: readonly string[] } {
  const query = useQuery('people.properties', NOTHING);
  const properties = latest(query);
  const { typeOf } = usePropertyItems();
  return useMemo(
    () => ({
      keys: (properties ?? []).map(({ key }) => key),
      items: [
        ...METRICS.map((metric) => ({
          value: printPropertyPath('person', [metric]),
          label: PERSON_COLUMN_WORDS[PERSON_METRICS[metric]],
          group: 'Measures',
        })),
        ...(properties ?? []).map(({ key, persons }) => ({
          value: printPropertyPath('person', [key]),
          label: key,
          count: persons,
          group: 'Person properties',
        })),
      ],
      typeOf: (path) => METRIC_TYPES.get(path) ?? typeOf(path),
      loading: query.status === 'loading',
    }),
    [properties, typeOf, query.status],
  );
}
