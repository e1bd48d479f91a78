/** How the editor beside an insight is laid out: titled sections, and rules as a label beside its control. */
import { Fragment, useId, type ReactNode } from 'react';
import css from './editor-section.module.css';

export interface EditorSectionProps {
  readonly title: string;
  /** A line below the title, where it does not say enough. */
  readonly hint?: string;
  readonly children: ReactNode;
}

export function EditorSection({ title, hint, children }: EditorSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={css['section']}>
      <h2 id={id} className={css['heading']}>
        {title}
      </h2>
      {children}
      {hint !== undefined && <p className={css['hint']}>{hint}</p>}
    </section>
  );
}

/** Labels at the left, controls at the right; the controls name themselves to readers. */
export function Rules({ rules }: { readonly rules: readonly (readonly [label: string, control: ReactNode])[] }) {
  return (
    <div className={css['rules']}>
      {rules.map(([label, control]) => (
        <Fragment key={label}>
          <span>{label}</span>
          {control}
        </Fragment>
      ))}
    </div>
  );
}
