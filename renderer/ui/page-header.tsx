/** The head of a view: its title, what it says at a glance, and its actions. */
import type { ReactNode } from 'react';
import css from './page-header.module.css';

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** Beside the title, such as badges. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, meta, actions }: PageHeaderProps) {
  return (
    <header className={css['header']}>
      <h1 className={css['title']}>{title}</h1>
      {meta !== undefined && <div className={css['meta']}>{meta}</div>}
      {actions !== undefined && <div className={css['actions']}>{actions}</div>}
    </header>
  );
}
