/** Beside a list: what is in it, counted; a click on a row narrows the list. Gives way where the room is needed. */
import type { ReactNode } from 'react';
import css from './counts-aside.module.css';

export interface CountsAsideProps {
  /** For readers. */
  readonly label: string;
  readonly title: ReactNode;
  /** Rows, which scroll below the title. */
  readonly children: ReactNode;
}

export function CountsAside({ label, title, children }: CountsAsideProps) {
  return (
    <aside className={css['side']} aria-label={label}>
      <h2 className={css['title']}>{title}</h2>
      <div className={css['rows']}>{children}</div>
    </aside>
  );
}
