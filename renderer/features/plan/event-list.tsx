/** The events at the left: those of the plan by name, then those that only arrive. */
import { useRef, type KeyboardEvent } from 'react';
import { Badge } from '../../ui/badge';
import { cx } from '../../ui/cx';
import { EventName } from '../../ui/event-name';
import { formatCompact, formatCount, formatPlural } from '../../ui/number-format';
import type { PlanRow, PlanRows } from './plan-rows';
import css from './plan.module.css';

export interface EventListProps {
  readonly rows: PlanRows;
  readonly selected: string | undefined;
  readonly onSelect: (event: string) => void;
}

export function EventList({ rows, selected, onSelect }: EventListProps) {
  const list = useRef<HTMLDivElement>(null);
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const buttons = [...(list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const next = buttons[buttons.findIndex((button) => button === document.activeElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the buttons within, gathered here
    <div ref={list} className={css['groups']} onKeyDown={handleKey}>
      <Group title="In the plan" rows={rows.inPlan} selected={selected} onSelect={onSelect} />
      <Group title="Seen, not in the plan" rows={rows.others} selected={selected} onSelect={onSelect} />
    </div>
  );
}

interface GroupProps extends Omit<EventListProps, 'rows'> {
  readonly title: string;
  readonly rows: readonly PlanRow[];
}

function Group({ title, rows, selected, onSelect }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={css['groupTitle']}>
        {title} <span className="num">{formatCount(rows.length)}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <li key={row.event}>
            <button
              type="button"
              aria-current={row.event === selected ? 'true' : undefined}
              className={cx(css['row'], row.event === selected && css['chosen'])}
              onClick={() => {
                onSelect(row.event);
              }}
            >
              <EventName name={row.event} className={css['rowName']} />
              <Mark row={row} />
              <span className={cx(css['seen'], 'num')} title={`Seen ${formatPlural(row.seen, 'time')}`}>
                {row.seen === 0 ? '' : formatCompact(row.seen)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The worst that is to be said of it. */
function Mark({ row: { state, errors, warnings } }: { readonly row: PlanRow }) {
  if (state === 'missing') return <Badge>never seen</Badge>;
  if (errors > 0) {
    return (
      <span title={`${formatPlural(errors, 'event')} with errors`}>
        <Badge tone="bad">
          {formatCompact(errors)}
          <span className="visually-hidden"> with errors</span>
        </Badge>
      </span>
    );
  }
  if (state === 'unplanned' || warnings === 0) return null;
  return (
    <span title={`${formatPlural(warnings, 'event')} with warnings`}>
      <Badge tone="warn">
        {formatCompact(warnings)}
        <span className="visually-hidden"> with warnings</span>
      </Badge>
    </span>
  );
}
