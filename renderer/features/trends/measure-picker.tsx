/** What is measured: occurrences, persons, or a property's sum, average and so on. */
import { useState } from 'react';
import type { Math as Measure } from '../../../shared/insights/trends/spec';
import { useGroupTypes, usePropertyItems } from '../../parts/catalog';
import { propertyLabel } from '../../parts/property-words';
import { Combobox } from '../../ui/combobox';
import { Select } from '../../ui/select';
import css from './editor.module.css';
import { measureChoice, measureOptions, toMeasure, type MeasureChoice } from './trends-words';

export interface MeasurePickerProps {
  readonly label: string;
  readonly event: string;
  readonly value: Measure;
  readonly onChange: (measure: Measure) => void;
}

export function MeasurePicker({ label, event, value, onChange }: MeasurePickerProps) {
  // A measure of a property is no measure until the property is chosen; until then the series keeps its old one.
  const [pending, setPending] = useState<MeasureChoice>();
  const properties = usePropertyItems(event);
  const property = typeof value === 'object' && 'fn' in value ? value.property : undefined;
  const asked = typeof value === 'object' && 'group' in value ? value.group : undefined;
  const types = useGroupTypes(asked);
  const choice = pending ?? measureChoice(value);
  const wantsProperty = toMeasure(choice, undefined) === undefined;
  return (
    <div className={css['measure']}>
      <Select
        label={label}
        size="s"
        value={choice}
        options={measureOptions(types)}
        onChange={(next) => {
          const measure = toMeasure(next, property);
          setPending(measure === undefined ? next : undefined);
          if (measure !== undefined) onChange(measure);
        }}
      />
      {wantsProperty && (
        <Combobox
          label={`${label}: property`}
          size="s"
          placeholder="Which property?"
          value={property}
          items={properties.items}
          loading={properties.loading}
          // In words also before the list has come.
          display={property === undefined ? undefined : propertyLabel(property)}
          onChange={(next) => {
            const measure = toMeasure(choice, next);
            setPending(undefined);
            if (measure !== undefined) onChange(measure);
          }}
        />
      )}
    </div>
  );
}
