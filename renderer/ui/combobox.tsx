/**
 * A searchable choice among many: a button that opens a field and a list. Items may come late (`loading`) and may be
 * searched elsewhere (`onSearch`); without `onSearch` the words typed are looked for in label and value.
 */
import { ChevronsUpDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ComboboxList } from './combobox-list';
import css from './combobox.module.css';
import { cx } from './cx';
import { Popover } from './popover';

export interface ComboboxItem {
  readonly value: string;
  readonly label: string;
  /** How often it occurs; shown at the right. */
  readonly count?: number;
  /** A fainter word after the label. */
  readonly hint?: string;
  /** Items of one group stand together under its name. */
  readonly group?: string;
  readonly leading?: ReactNode;
}

export interface ComboboxProps {
  readonly label: string;
  /** The chosen value; shown by its item's label, or as it is where no item has it. */
  readonly value?: string | undefined;
  readonly onChange: (value: string) => void;
  readonly items: readonly ComboboxItem[];
  readonly loading?: boolean;
  /** Told what is typed; then the list is shown in the order given. */
  readonly onSearch?: (text: string) => void;
  /** Offers what was typed as a value of its own. */
  readonly allowCustom?: boolean;
  readonly placeholder?: string;
  readonly searchPlaceholder?: string;
  readonly emptyText?: string;
  readonly size?: 's' | 'm';
  readonly look?: 'box' | 'quiet';
  /** Instead of the standard button. */
  readonly trigger?: ReactNode;
  /** What the standard button shows instead of the item's label. */
  readonly display?: ReactNode;
  readonly className?: string | undefined;
  readonly defaultOpen?: boolean;
}

export function Combobox(props: ComboboxProps) {
  const { label, value, items, size = 'm', look = 'box', trigger, display, className, placeholder = 'Choose…' } = props;
  const [open, setOpen] = useState(props.defaultOpen ?? false);
  const chosen = items.find((item) => item.value === value);
  const shown = display ?? chosen?.label ?? (value === '' ? undefined : value);
  const button = trigger ?? (
    <button
      type="button"
      aria-label={label}
      aria-expanded={open}
      aria-haspopup="listbox"
      className={cx(css['trigger'], css[size], css[look], className)}
    >
      {display === undefined && chosen?.leading}
      <span className={cx(css['value'], shown === undefined && css['placeholder'])}>{shown ?? placeholder}</span>
      <ChevronsUpDown aria-hidden size={12} className={css['chevron']} />
    </button>
  );
  return (
    <Popover trigger={button} label={label} open={open} onOpenChange={setOpen} flush>
      <ComboboxList
        {...props}
        onPick={(picked) => {
          setOpen(false);
          props.onChange(picked);
        }}
      />
    </Popover>
  );
}
