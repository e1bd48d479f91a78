/** Properties that must agree on all events of a chain, at most three. */
import { Equal } from 'lucide-react';
import { Combobox } from '../ui/combobox';
import { usePropertyItems } from './catalog';
import css from './parts.module.css';
import { propertyLabel } from './property-words';

const MOST = 3;

export interface HoldConstantProps {
  readonly value: readonly string[];
  readonly onChange: (properties: readonly string[]) => void;
}

export function HoldConstant({ value, onChange }: HoldConstantProps) {
  const properties = usePropertyItems();
  return (
    <div role="group" aria-label="Held constant" className={css['filters']}>
      {value.map((property) => (
        <button
          key={property}
          type="button"
          className={css['chip']}
          aria-label={`${propertyLabel(property)}: held constant. Remove`}
          onClick={() => {
            onChange(value.filter((other) => other !== property));
          }}
        >
          {propertyLabel(property)} ×
        </button>
      ))}
      {value.length < MOST && (
        <Combobox
          label="Hold a property constant"
          items={properties.items.filter((item) => !value.includes(item.value))}
          loading={properties.loading}
          onChange={(property) => {
            onChange([...value, property]);
          }}
          trigger={
            <button type="button" className={css['add']}>
              <Equal aria-hidden size={12} />
              {value.length === 0 ? 'Value of a property' : 'Add'}
            </button>
          }
        />
      )}
    </div>
  );
}
