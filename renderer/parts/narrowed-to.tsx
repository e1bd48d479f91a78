/** In a toolbar: the one thing a list is narrowed to, and the way back to all. */
import { X, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/icon-button';
import css from './narrowed-to.module.css';

export interface NarrowedToProps {
  readonly icon?: LucideIcon;
  /** What the list shows alone. */
  readonly children: ReactNode;
  /** What clearing it does, in words. */
  readonly clear: string;
  readonly onClear: () => void;
}

export function NarrowedTo({ icon: Icon, children, clear, onClear }: NarrowedToProps) {
  return (
    <span className={css['chip']}>
      {Icon && <Icon aria-hidden size={13} />}
      <span className={css['text']}>{children}</span>
      <IconButton icon={X} size="s" label={clear} onClick={onClear} />
    </span>
  );
}
