/** A choice among two to five short options, all in sight. */
import type { LucideIcon } from 'lucide-react';
import { ToggleGroup as Radix } from 'radix-ui';
import { cx } from './cx';
import css from './segmented.module.css';

export interface SegmentedOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: LucideIcon;
  /** Shows the icon alone; the label is spoken. */
  readonly iconOnly?: boolean;
}

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SegmentedOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly size?: 's' | 'm';
  readonly className?: string | undefined;
}

export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { label, value, options, onChange, size = 'm', className } = props;
  return (
    <Radix.Root
      type="single"
      aria-label={label}
      value={value}
      className={cx(css['root'], css[size], className)}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map(({ value: id, label: text, icon: Icon, iconOnly = false }) => (
        <Radix.Item
          key={id}
          value={id}
          className={css['item']}
          {...(iconOnly ? { 'aria-label': text, title: text } : {})}
        >
          {Icon && <Icon aria-hidden size={14} strokeWidth={1.9} />}
          {!iconOnly && <span className={Icon && css['text']}>{text}</span>}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
