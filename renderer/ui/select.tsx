/** A choice among few, fixed options. For many or searched ones use Combobox. */
import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { cx } from './cx';
import { cspNonce } from './csp-nonce';
import css from './select.module.css';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** A line of explanation below the label. */
  readonly hint?: string;
  readonly disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  /** Spoken name. */
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly size?: 's' | 'm';
  /** `quiet` shows no box until hovered. */
  readonly look?: 'box' | 'quiet';
  readonly disabled?: boolean;
  readonly className?: string | undefined;
}

export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  size = 'm',
  look = 'box',
  disabled = false,
  className,
}: SelectProps<Value>) {
  return (
    <Radix.Root
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      <Radix.Trigger aria-label={label} className={cx(css['trigger'], css[size], css[look], className)}>
        <span className={css['value']}>
          <Radix.Value />
        </span>
        <Radix.Icon asChild>
          <ChevronDown aria-hidden size={13} className={css['chevron']} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={css['content']} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport className={css['viewport']} nonce={cspNonce()}>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className={css['item']}
              >
                <span className={css['check']}>
                  <Radix.ItemIndicator>
                    <Check aria-hidden size={14} />
                  </Radix.ItemIndicator>
                </span>
                <span className={css['text']}>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.hint !== undefined && <span className={css['hint']}>{option.hint}</span>}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
