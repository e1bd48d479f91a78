/** Properties whose values are compared beside the events, at most five. */
import { Tags } from 'lucide-react';
import { isTestable } from '../../../shared/insights/correlation/spec';
import { Combobox } from '../../ui/combobox';
import { usePropertyItems } from '../catalog';
import parts from '../parts.module.css';
import { propertyLabel } from '../property-words';

const MOST_PROPERTIES = 5;

export interface PropertyChoiceProps {
  readonly value: readonly string[];
  readonly onChange: (properties: readonly string[]) => void;
}

export function PropertyChoice({ value, onChange }: PropertyChoiceProps) {
  const catalog = usePropertyItems();
  return (
    <div role="group" aria-label="Also by the values of" className={parts['filters']}>
      {value.map((property) => (
        <button
          key={property}
          type="button"
          className={parts['chip']}
          aria-label={`${propertyLabel(property)}: remove`}
          onClick={() => {
            onChange(value.filter((other) => other !== property));
          }}
        >
          {propertyLabel(property)} ×
        </button>
      ))}
      {value.length < MOST_PROPERTIES && (
        <Combobox
          label="Also by the values of a property"
          items={catalog.items.filter((item) => isTestable(item.value) && !value.includes(item.value))}
          loading={catalog.loading}
          onChange={(property) => {
            onChange([...value, property]);
          }}
          trigger={
            <button type="button" className={parts['add']}>
              <Tags aria-hidden size={12} />
              {value.length === 0 ? 'Also by a property' : 'Add'}
            </button>
          }
        />
      )}
    </div>
  );
}
