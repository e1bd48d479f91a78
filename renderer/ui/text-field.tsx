/** One line of text. The label is always there for readers; `hideLabel` takes it off the screen. */
import type { LucideIcon } from 'lucide-react';
import { useId, type ComponentProps } from 'react';
import { cx } from './cx';
import css from './text-field.module.css';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'size' | 'value'> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly icon?: LucideIcon;
  /** What is wrong and what would be right; marks the field as invalid. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly size?: 's' | 'm';
  /** After the text, such as a unit. */
  readonly suffix?: string;
}

export function TextField({
  label,
  hideLabel = false,
  value,
  onChange,
  icon: Icon,
  error,
  hint,
  size = 'm',
  suffix,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cx(css['field'], className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : css['label']}>
        {label}
      </label>
      <div className={cx(css['box'], css[size], error !== undefined && css['invalid'])}>
        {Icon && <Icon aria-hidden size={14} className={css['icon']} />}
        <input
          id={id}
          value={value}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          onChange={(event) => {
            onChange(event.target.value);
          }}
          {...rest}
        />
        {suffix !== undefined && <span className={css['suffix']}>{suffix}</span>}
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} className={cx(css['note'], error !== undefined && css['bad'])}>
          {note}
        </p>
      )}
    </div>
  );
}
