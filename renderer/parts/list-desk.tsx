/** A list at the left and beside it what is chosen in it, with a bar below for changes that are not saved yet. */
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Button } from '../ui/button';
import { cx } from '../ui/cx';
import { formatCount } from '../ui/number-format';
import css from './list-desk.module.css';

export interface ListDeskProps {
  /** Of the list. */
  readonly width: 'narrow' | 'middle' | 'wide';
  readonly side: ReactNode;
  readonly children: ReactNode;
}

export function ListDesk({ width, side, children }: ListDeskProps) {
  return (
    <div className={css['body']}>
      <div className={cx(css['side'], css[width])}>{side}</div>
      {children}
    </div>
  );
}

/** Groups of rows; the arrow keys walk through all of them. */
export function ListGroups({ children }: { readonly children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const next = rows[rows.findIndex((row) => row === document.activeElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the buttons within, gathered here
    <div ref={list} className={css['groups']} onKeyDown={handleKey}>
      {children}
    </div>
  );
}

export interface ListGroupProps {
  readonly title: string;
  readonly count: number;
  /** Its rows, an `li` each. */
  readonly children: ReactNode;
}

export function ListGroup({ title, count, children }: ListGroupProps) {
  return (
    <section aria-label={title}>
      <h2 className={css['groupTitle']}>
        {title} <span className="num">{formatCount(count)}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

export interface ListRowProps {
  readonly isChosen: boolean;
  /** Of more than one line. */
  readonly tall?: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

export function ListRow({ isChosen, tall = false, onChoose, children }: ListRowProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={isChosen ? 'true' : undefined}
        className={cx(css['row'], tall && css['tall'], isChosen && css['chosen'])}
        onClick={onChoose}
      >
        {children}
      </button>
    </li>
  );
}

export interface UnsavedBarProps {
  readonly text: string;
  readonly canSave?: boolean;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}

export function UnsavedBar({ text, canSave = true, onDiscard, onSave }: UnsavedBarProps) {
  return (
    <section className={css['bar']} aria-label="Not saved yet">
      <p>{text}</p>
      <Button onClick={onDiscard}>Discard</Button>
      <Button variant="primary" disabled={!canSave} onClick={onSave}>
        Save
      </Button>
    </section>
  );
}
