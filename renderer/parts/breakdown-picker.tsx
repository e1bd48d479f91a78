/** Splits an insight by the values of one property, the most frequent ones or bins of its numbers. */
import { Split, X } from 'lucide-react';
import { DEFAULT_LIMIT } from '../../shared/insights/breakdown-values';
import type { Breakdown } from '../../shared/insights/common';
import { Combobox } from '../ui/combobox';
import { IconButton } from '../ui/icon-button';
import { Select, type SelectOption } from '../ui/select';
import { breakdownBy, furtherBy, inBins, upTo } from './breakdown-model';
import { usePropertyItems } from './catalog';
import css from './parts.module.css';
import { propertyLabel } from './property-words';

export interface BreakdownPickerProps {
  readonly value: Breakdown | undefined;
  readonly onChange: (breakdown: Breakdown | undefined) => void;
  /** False where only whole values can be asked for. */
  readonly bins?: boolean;
  /** It is crossed with the breakdowns before it. */
  readonly further?: boolean;
}

export function BreakdownPicker({ value, onChange, bins = true, further = false }: BreakdownPickerProps) {
  const properties = usePropertyItems();
  const property = value?.property;
  const name = property === undefined ? undefined : propertyLabel(property);
  const isNumber = (path: string): boolean => bins && properties.typeOf(path) === 'number';
  return (
    <>
      <div className={css['breakdown']}>
        <Combobox
          label={further ? 'And break down by' : 'Break down by'}
          value={property}
          items={properties.items}
          loading={properties.loading}
          onChange={(path) => {
            onChange((further ? furtherBy : breakdownBy)(path, isNumber(path)));
          }}
          display={
            <span className={css['breakdownText']}>
              <Split aria-hidden size={14} />
              {further
                ? name === undefined
                  ? 'and by…'
                  : `and ${name}`
                : name === undefined
                  ? 'Break down'
                  : `By ${name}`}
            </span>
          }
        />
        {name !== undefined && (
          <IconButton
            icon={X}
            size="s"
            label={further ? `Remove the breakdown by ${name}` : 'Remove the breakdown'}
            onClick={() => {
              onChange(undefined);
            }}
          />
        )}
      </div>
      {value !== undefined && (
        <Select
          label={`How many values of ${name ?? ''}`}
          value={value.bins === undefined ? `top ${value.limit ?? DEFAULT_LIMIT}` : `bins ${value.bins}`}
          options={cuts(value, isNumber(value.property))}
          onChange={(choice) => {
            const count = Number(choice.split(' ')[1]);
            onChange(choice.startsWith('bins') ? inBins(value, count) : upTo(value, count));
          }}
        />
      )}
    </>
  );
}

const BINS = [5, 8, 12, 20, 40];
const LIMITS = [3, 5, 8, 12, 25, 50];

const withOwn = (usual: readonly number[], own: number | undefined): readonly number[] =>
  [...new Set([...usual, ...(own === undefined ? [] : [own])])].sort((a, b) => a - b);

const cuts = ({ bins, limit }: Breakdown, isNumber: boolean): readonly SelectOption<string>[] => [
  ...(isNumber || bins !== undefined
    ? withOwn(BINS, bins).map((count) => ({ value: `bins ${count}`, label: `Up to ${count} bins` }))
    : []),
  ...withOwn(LIMITS, limit).map((count) => ({ value: `top ${count}`, label: `Top ${count}` })),
];
