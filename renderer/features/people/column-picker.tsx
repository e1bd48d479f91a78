/** Which columns the people list shows: those every person has, and person properties. */
import { PERSON_COLUMNS, personColumnSchema, type PersonColumn } from '../../../shared/model/person';
import { printPropertyPath } from '../../../shared/model/property-path';
import { ColumnPicker, type ColumnChoice } from '../../parts/column-picker';
import { PERSON_COLUMN_WORDS } from '../../parts/person-words';
import { MOST_PROPERTIES, usePeopleColumns } from '../../state/people-columns';

const OWN = (Object.keys(PERSON_COLUMNS) as PersonColumn[])
  .filter((column) => column !== 'person')
  .map((id): ColumnChoice => ({ id, label: PERSON_COLUMN_WORDS[id] }));

const idOf = (key: string): string => printPropertyPath('person', [key]);

/** `keys`: of the person properties that there are, the most frequent first. */
export function PeopleColumnPicker({ keys }: { readonly keys: readonly string[] }) {
  const { columns, properties, toggle, toggleProperty, reset } = usePeopleColumns();
  const all = [...properties, ...keys.filter((key) => !properties.includes(key))];
  return (
    <ColumnPicker
      own={{ title: 'Of every person', choices: OWN }}
      properties={{
        title: 'Person properties',
        choices: all.map((key) => ({ id: idOf(key), label: key })),
        none: 'No person has properties yet. SDKs set them with identify or $set.',
      }}
      chosen={new Set([...columns, ...properties.map(idOf)])}
      onToggle={(id) => {
        const own = personColumnSchema.safeParse(id);
        if (own.success) toggle(own.data);
        else toggleProperty(all.find((key) => idOf(key) === id) ?? id);
      }}
      onReset={reset}
      note={properties.length === MOST_PROPERTIES ? `At most ${MOST_PROPERTIES} properties` : ''}
    />
  );
}
