/** The events at the left: those of the plan by name, then those that only arrive. */
import { ListGroup, ListGroups, ListRow } from '../../parts/list-desk';
import { Badge } from '../../ui/badge';
import { cx } from '../../ui/cx';
import { EventName } from '../../ui/event-name';
import { formatCompact, formatPlural } from '../../ui/number-format';
import type { PlanRow, PlanRows } from './plan-rows';
import css from './plan.module.css';

export interface EventListProps {
  readonly rows: PlanRows;
  readonly selected: string | undefined;
  readonly onSelect: (event: string) => void;
}

export function EventList({ rows, selected, onSelect }: EventListProps) {
  return (
    <ListGroups>
      <Group title="In the plan" rows={rows.inPlan} selected={selected} onSelect={onSelect} />
      <Group title="Seen, not in the plan" rows={rows.others} selected={selected} onSelect={onSelect} />
    </ListGroups>
  );
}

interface GroupProps extends Omit<EventListProps, 'rows'> {
  readonly title: string;
  readonly rows: readonly PlanRow[];
}

function Group({ title, rows, selected, onSelect }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <ListGroup title={title} count={rows.length}>
      {rows.map((row) => (
        <ListRow
          key={row.event}
          isChosen={row.event === selected}
          onChoose={() => {
            onSelect(row.event);
          }}
        >
          <EventName name={row.event} className={css['rowName']} />
          <Mark row={row} />
          <span className={cx(css['seen'], 'num')} title={`Seen ${formatPlural(row.seen, 'time')}`}>
            {row.seen === 0 ? '' : formatCompact(row.seen)}
          </span>
        </ListRow>
      ))}
    </ListGroup>
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
