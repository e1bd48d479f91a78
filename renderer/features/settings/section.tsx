/** One part of the settings, and one row of it: what it is at the left, the control at the right. */
import type { ReactNode } from 'react';
import css from './settings.module.css';

export interface SectionProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, text, children }: SectionProps) {
  return (
    <section aria-label={title} className={css['section']}>
      <header className={css['sectionHead']}>
        <h2>{title}</h2>
        <p>{text}</p>
      </header>
      <div className={css['card']}>{children}</div>
    </section>
  );
}

export interface RowProps {
  readonly title: string;
  readonly hint: ReactNode;
  readonly children: ReactNode;
}

export function Row({ title, hint, children }: RowProps) {
  return (
    <div className={css['row']}>
      <div className={css['what']}>
        <h3>{title}</h3>
        <p>{hint}</p>
      </div>
      <div className={css['control']}>{children}</div>
    </div>
  );
}
