/** A question or task that must be settled first. Focus is kept inside and given back; Escape closes. */
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import css from './dialog.module.css';
import { IconButton } from './icon-button';
import { useFocusReturn } from './use-focus-return';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the most important last. */
  readonly footer?: ReactNode;
  /** Pixels. */
  readonly width?: number;
}

export function Dialog({ open, onOpenChange, title, description, children, footer, width = 480 }: DialogProps) {
  const { remember, giveBack } = useFocusReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={css['veil']} />
        <Radix.Content
          className={css['content']}
          style={{ width }}
          onOpenAutoFocus={(event) => {
            // What is marked, else the first thing to fill in or press; not the way out.
            event.preventDefault();
            remember();
            const content = event.currentTarget as HTMLElement;
            const inner =
              content.querySelector<HTMLElement>('[data-dialog-focus]') ??
              content.querySelector<HTMLElement>('[data-dialog-part] :is(input, select, textarea, button)');
            (inner ?? content).focus();
          }}
          onCloseAutoFocus={giveBack}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={css['header']}>
            <Radix.Title className={css['title']}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" size="s" />
            </Radix.Close>
          </header>
          {description !== undefined && (
            <Radix.Description className={css['description']}>{description}</Radix.Description>
          )}
          {children !== undefined && (
            <div data-dialog-part className={css['body']}>
              {children}
            </div>
          )}
          {footer !== undefined && (
            <footer data-dialog-part className={css['footer']}>
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
