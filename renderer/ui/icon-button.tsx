/** A button that is only an icon: its label is spoken, and shown on hover and focus. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cx } from './cx';
import css from './icon-button.module.css';
import { Tooltip } from './tooltip';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** As `Mod+Z`; shown in the tooltip. */
  readonly shortcut?: string | undefined;
  readonly size?: 's' | 'm';
  readonly pressed?: boolean;
  readonly tooltipSide?: 'top' | 'right' | 'bottom' | 'left';
}

export function IconButton({
  icon: Icon,
  label,
  shortcut,
  size = 'm',
  pressed,
  tooltipSide = 'top',
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut} side={tooltipSide}>
      <button
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(css['button'], css[size], className)}
        {...rest}
      >
        <Icon aria-hidden size={size === 's' ? 14 : 16} strokeWidth={1.8} />
      </button>
    </Tooltip>
  );
}
