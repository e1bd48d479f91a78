/** On or off, taking effect at once. */
import { Switch as Radix } from 'radix-ui';
import { useId } from 'react';
import css from './switch.module.css';

export interface SwitchProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly hint?: string;
}

export function Switch({ label, hideLabel = false, checked, onChange, disabled = false, hint }: SwitchProps) {
  const id = useId();
  return (
    <div className={css['row']}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : css['label']}>
        {label}
        {hint !== undefined && <span className={css['hint']}>{hint}</span>}
      </label>
      <Radix.Root id={id} checked={checked} disabled={disabled} onCheckedChange={onChange} className={css['track']}>
        <Radix.Thumb className={css['thumb']} />
      </Radix.Root>
    </div>
  );
}
