/** What went wrong, in its own words, and the way on. */
import { RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cx } from './cx';
import css from './empty-state.module.css';

export interface ErrorStateProps {
  readonly error: { readonly code: string; readonly message: string };
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
  readonly compact?: boolean;
}

export function ErrorState({ error, title = 'That did not work', onRetry, actions, compact = false }: ErrorStateProps) {
  return (
    <div role="alert" className={cx(css['root'], compact && css['compact'])}>
      <span className={cx(css['icon'], css['bad'])}>
        <TriangleAlert aria-hidden size={20} strokeWidth={1.7} />
      </span>
      <h3 className={css['title']}>{title}</h3>
      <p className={css['text']}>{error.message}</p>
      <p className={css['code']}>{error.code}</p>
      <div className={css['actions']}>
        {onRetry && (
          <Button icon={RotateCw} onClick={onRetry}>
            Try again
          </Button>
        )}
        {actions}
      </div>
    </div>
  );
}
