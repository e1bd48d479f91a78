/** A few lines of text. The label is always there for readers; `hideLabel` takes it off the screen. */
import { useId } from 'react';
import fieldCss from './text-field.module.css';
import css from './text-area.module.css';

export interface TextAreaProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly placeholder?: string;
  readonly maxLength?: number;
}

export function TextArea({ label, hideLabel = false, value, onChange, rows = 3, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div className={fieldCss['field']}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : fieldCss['label']}>
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        className={css['area']}
        onChange={(event) => {
          onChange(event.target.value);
        }}
        {...rest}
      />
    </div>
  );
}
