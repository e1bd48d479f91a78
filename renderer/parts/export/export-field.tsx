/** A line of the export dialog: its name at the left, what is chosen at the right. */
import type { ReactNode } from 'react';
import css from './export-dialog.module.css';

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}

export function Field({ label, hint, children }: FieldProps) {
  return (
    <div className={css['field']}>
      <span className={css['label']}>{label}</span>
      <div className={css['control']}>
        {children}
        {hint !== undefined && <span className={css['hint']}>{hint}</span>}
      </div>
    </div>
  );
}
