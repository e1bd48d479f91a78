/** Splits an insight by the values of one property. */
import { Split, X } from 'lucide-react';
import { Combobox } from '../ui/combobox';
import { IconButton } from '../ui/icon-button';
import { usePropertyItems } from './catalog';
import css from './parts.module.css';
import { propertyLabel } from './property-words';

export interface BreakdownPickerProps {
  readonly value: string | undefined;
  readonly onChange: (property: string | undefined) => void;
}

export function BreakdownPicker({ value, onChange }: BreakdownPickerProps) {
  const properties = usePropertyItems();
  return (
    <div className={css['breakdown']}>
      <Combobox
        label="Break down by"
        value={value}
        items={properties.items}
        loading={properties.loading}
        onChange={onChange}
        display={
          <span className={css['breakdownText']}>
            <Split aria-hidden size={14} />
            {value === undefined ? 'Break down' : `By ${propertyLabel(value)}`}
          </span>
        }
      />
      {value !== undefined && (
        <IconButton
          icon={X}
          size="s"
          label="Remove the breakdown"
          onClick={() => {
            onChange(undefined);
          }}
        />
      )}
    </div>
  );
}
