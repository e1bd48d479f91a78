/** Which rows: days, conditions, and what the view had narrowed them to otherwise. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ExportChoice } from '../../../shared/contract/export';
import type { Filter } from '../../../shared/model/filter';
import { IconButton } from '../../ui/icon-button';
import { usePropertyItems } from '../catalog';
import { FilterBuilder } from '../filter-builder';
import { RangePicker } from '../range-picker';
import { usePersonProperties } from '../use-person-properties';
import css from './export-dialog.module.css';
import { Field } from './export-field';

export interface ExportRowsProps {
  readonly choice: ExportChoice;
  readonly onChange: (choice: ExportChoice) => void;
}

type Narrowing = 'where' | 'range' | 'search' | 'person';

/** The choice with one of its narrowings put in another's place, or taken away. */
function narrowed<Key extends Narrowing>(choice: ExportChoice, key: Key, value: ExportChoice[Key]): ExportChoice {
  const { [key]: _before, ...rest } = choice;
  return (value === undefined ? rest : { ...rest, [key]: value }) as ExportChoice;
}

export function ExportRows({ choice, onChange }: ExportRowsProps) {
  const { what, range, where, search, person } = choice;
  const put = <Key extends Narrowing>(key: Key, value: ExportChoice[Key]): void => {
    onChange(narrowed(choice, key, value));
  };
  const setWhere = (filter: Filter | undefined): void => {
    put('where', filter);
  };
  if (what === 'groups' || what === 'recording' || what === 'result') return null;
  return (
    <>
      {(what === 'events' || what === 'sessions') && (
        <Field label="Days">
          <RangePicker
            value={range}
            onChange={(next) => {
              put('range', next);
            }}
          />
        </Field>
      )}
      <Field label="Only">
        <div className={css['narrowing']}>
          {person !== undefined && (
            <Narrowed
              onRemove={() => {
                put('person', undefined);
              }}
            >
              of {person}
            </Narrowed>
          )}
          {search !== undefined && (
            <Narrowed
              onRemove={() => {
                put('search', undefined);
              }}
            >
              found by «{search}»
            </Narrowed>
          )}
          {what === 'events' && (
            <FilterBuilder behaviours label="Conditions" addLabel="Condition" value={where} onChange={setWhere} />
          )}
          {what === 'sessions' && <SessionFilter value={where} onChange={setWhere} />}
          {what === 'persons' && <PersonFilter value={where} onChange={setWhere} />}
        </div>
      </Field>
    </>
  );
}

interface FilterProps {
  readonly value: Filter | undefined;
  readonly onChange: (filter: Filter | undefined) => void;
}

function SessionFilter(props: FilterProps) {
  const properties = usePropertyItems(undefined, 'session');
  return <FilterBuilder segments label="Conditions" addLabel="Condition" properties={properties} {...props} />;
}

function PersonFilter(props: FilterProps) {
  const properties = usePersonProperties();
  return <FilterBuilder behaviours label="Conditions" addLabel="Condition" properties={properties} {...props} />;
}

function Narrowed({ children, onRemove }: { readonly children: ReactNode; readonly onRemove: () => void }) {
  return (
    <span className={css['narrowed']}>
      <span className={css['narrowedText']}>{children}</span>
      <IconButton icon={X} size="s" label="Take this away" onClick={onRemove} />
    </span>
  );
}
