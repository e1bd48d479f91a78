/** A row of controls; arrow keys move between them. */
import { Toolbar as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import css from './toolbar.module.css';

export interface ToolbarProps {
  readonly label: string;
  readonly children: ReactNode;
}

export function Toolbar({ label, children }: ToolbarProps) {
  return (
    <Radix.Root aria-label={label} className={css['toolbar']}>
      {children}
    </Radix.Root>
  );
}

/** Pushes what follows to the right edge. */
export function ToolbarSpacer() {
  return <span className={css['spacer']} />;
}
