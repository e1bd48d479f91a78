/**
 * A panel at the right edge for what a click opened. The page beside it makes room (`--drawer` on the root is its width)
 * and stays usable, so that one can click from bar to bar; Escape closes it. Its left edge is dragged, or moved with the arrow keys, and the width is remembered.
 */
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import css from './drawer.module.css';
import { IconButton } from './icon-button';
import { readStored, writeStored } from './stored';
import { useFocusReturn } from './use-focus-return';

export interface DrawerProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  /** Beside the close button. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Names the remembered width. */
  readonly id: string;
  /** Pixels, before anybody dragged. */
  readonly width?: number;
  /** Leaves the focus where it is, for a list whose arrow keys go from row to row. */
  readonly keepsFocus?: boolean;
}

const MIN_WIDTH = 320;
const clamp = (width: number): number => Math.max(MIN_WIDTH, Math.min(width, window.innerWidth - 80));

export function Drawer(props: DrawerProps) {
  const { open, onClose, title, subtitle, actions, children, id, width: initial = 460, keepsFocus = false } = props;
  const key = `waymark.drawer.${id}`;
  const [width, setWidth] = useState(() => {
    const stored = Number(readStored(key));
    return Number.isFinite(stored) && stored > 0 ? stored : initial;
  });
  const shown = clamp(width);
  const { remember, giveBack } = useFocusReturn();
  useEffect(() => {
    if (!open) return undefined;
    const root = document.documentElement;
    root.style.setProperty('--drawer', `${shown}px`);
    root.dataset['drawer'] = 'open';
    return () => {
      root.style.removeProperty('--drawer');
      delete root.dataset['drawer'];
    };
  }, [open, shown]);
  const resize = (next: number): void => {
    const clamped = clamp(next);
    setWidth(clamped);
    writeStored(key, String(Math.round(clamped)));
  };
  const handleDrag = (event: PointerEvent): void => {
    if (event.buttons === 1) resize(window.innerWidth - event.clientX);
  };
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize(width + step);
  };
  return (
    <Radix.Root
      modal={false}
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Radix.Portal>
        <Radix.Content
          className={css['drawer']}
          style={{ width: shown }}
          aria-describedby={undefined}
          data-drawer=""
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            remember();
            if (!keepsFocus) (event.currentTarget as HTMLElement).focus();
          }}
          onCloseAutoFocus={giveBack}
          onInteractOutside={(event) => {
            event.preventDefault();
          }}
        >
          {/* A window splitter takes focus: https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/ */}
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the panel"
            aria-valuenow={Math.round(width)}
            aria-valuemin={MIN_WIDTH}
            tabIndex={0}
            className={css['handle']}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={handleDrag}
            onKeyDown={handleKey}
          />
          <header className={css['header']}>
            <div className={css['titles']}>
              <Radix.Title className={css['title']}>{title}</Radix.Title>
              {subtitle !== undefined && <div className={css['subtitle']}>{subtitle}</div>}
            </div>
            {actions}
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" shortcut="Escape" tooltipSide="left" />
            </Radix.Close>
          </header>
          <div className={css['body']}>{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
