/** The button. `primary` is used at most once per view; everything else is `secondary` or `ghost`. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import css from './button.module.css';
import { cx } from './cx';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  readonly size?: 's' | 'm';
  readonly icon?: LucideIcon | undefined;
  /** Stays pressed-looking, for toggles; also sets aria-pressed. */
  readonly pressed?: boolean;
}

export function Button({
  variant = 'secondary',
  size = 'm',
  icon: Icon,
  pressed,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(css['button'], css[variant], css[size], className)}
      aria-pressed={pressed}
      {...rest}
    >
      {Icon && <Icon aria-hidden className={css['icon']} size={size === 's' ? 13 : 15} strokeWidth={1.9} />}
      {children}
    </button>
  );
}
