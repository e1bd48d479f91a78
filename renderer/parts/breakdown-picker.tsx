/** Splits an insight by the values of one property, or by bins of its numbers. */
import { Split, X } from 'lucide-react';
import type { Breakdown } from '../../shared/insights/common';
import { Combobox } from '../ui/combobox';
import { IconButton } from '../ui/icon-button';
import { Select, type SelectOption } from '../ui/select';
import { breakdownBy, inBins } from './breakdown-model';
import { usePropertyItems } from './catalog';
import css from './parts.module.css';
import { propertyLabel } from './property-words';

export interface BreakdownPickerProps {
  readonly value: Breakdown | undefined;
  readonly onChange: (breakdown: Breakdown | undefined) => void;
  /** False where only whole values can be asked for. */
  readonly bins?: boolean;
}

export function BreakdownPicker({ value, onChange, bins = true }: BreakdownPickerProps) {
  const properties = usePropertyItems();
  const property = value?.property;
  const isNumber = (path: string): boolean => bins && properties.typeOf(path) === 'number';
  return (
    <>
      <div className={css['breakdown']}>
        <Combobox
          label="Break down by"
          value={property}
          items={properties.items}
          loading={properties.loading}
          onChange={(path) => {
            onChange(breakdownBy(path, isNumber(path)));
          }}
          display={
            <span className={css['breakdownText']}>
              <Split aria-hidden size={14} />
              {property === undefined ? 'Break down' : `By ${propertyLabel(property)}`}
            </span>
          }
        />
        {property !== undefined && (
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
      {value !== undefined && (value.bins !== undefined || isNumber(value.property)) && (
        <Select
          label="Numbers of the breakdown"
          value={String(value.bins ?? 'values')}
          options={binOptions(value.bins)}
          onChange={(choice) => {
            onChange(inBins(value, choice === 'values' ? undefined : Number(choice)));
          }}
        />
      )}
    </>
  );
}

const BINS = [5, 8, 12, 20, 40];

const binOptions = (bins: number | undefined): readonly SelectOption<string>[] => [
  { value: 'values', label: 'Each value' },
  ...[...new Set([...BINS, ...(bins === undefined ? [] : [bins])])]
    .sort((a, b) => a - b)
    .map((count) => ({ value: String(count), label: `Up to ${count} bins` })),
];
