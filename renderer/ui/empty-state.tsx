/** Nothing here yet, and what to do about it. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx';
import css from './empty-state.module.css';

export interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  /** Less air, for panels. */
  readonly compact?: boolean;
}

export function EmptyState({ icon: Icon, title, text, actions, compact = false }: EmptyStateProps) {
  return (
    <div className={cx(css['root'], compact && css['compact'])}>
      <span className={css['icon']}>
        <Icon aria-hidden size={20} strokeWidth={1.6} />
      </span>
      <h2 className={css['title']}>{title}</h2>
      {text !== undefined && <div className={css['text']}>{text}</div>}
      {actions !== undefined && <div className={css['actions']}>{actions}</div>}
    </div>
  );
}
