/** What broke the plan at one event, with the events themselves to open. */
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { KIND_WORDS } from '../../../shared/plan/violation';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { formatCount, formatPlural } from '../../ui/number-format';
import css from './plan.module.css';

export interface ViolationListProps {
  readonly rows: CommandOutput<'plan.violations'>['rows'];
  readonly isSeen: boolean;
  readonly isPlanned: boolean;
  readonly onOpenEvent: (eid: number) => void;
}

export function ViolationList({ rows, isSeen, isPlanned, onOpenEvent }: ViolationListProps) {
  if (!isPlanned && rows.length === 0) return null;
  return (
    <section aria-label="Violations" className={css['violations']}>
      <h3>
        Violations <span className="num">{rows.length === 0 ? '' : formatCount(rows.length)}</span>
      </h3>
      {rows.length === 0 ? (
        <p className={css['fine']}>
          <CircleCheck aria-hidden size={14} />
          {isSeen ? 'Every event that was looked at is as planned.' : 'None yet: this event has not arrived.'}
        </p>
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={`${row.kind} ${row.path}`}>
              <Violation row={row} onOpenEvent={onOpenEvent} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Violation({
  row,
  onOpenEvent,
}: { readonly row: ViolationListProps['rows'][number] } & Pick<ViolationListProps, 'onOpenEvent'>) {
  const { severity, path, kind, expected, count, examples } = row;
  const Icon = severity === 'error' ? CircleX : TriangleAlert;
  return (
    <article className={css['violation']}>
      <Icon aria-label={severity} size={15} className={cx(css['icon'], css[severity])} />
      <div>
        <p>
          <code>{path.replace(/^properties\./, '')}</code> {KIND_WORDS[kind]}, {formatPlural(count, 'time')}
        </p>
        <p className={css['detail']}>expected {expected}</p>
        <p className={css['examples']}>
          {examples.map(({ eid, got }, index) => (
            <Button
              key={`${eid ?? index}`}
              size="s"
              variant="ghost"
              title="Open this event"
              disabled={eid === undefined}
              onClick={() => {
                if (eid !== undefined) onOpenEvent(eid);
              }}
            >
              {got === 'nothing' ? `event ${eid ?? ''}` : got.slice(0, 60)}
            </Button>
          ))}
        </p>
      </div>
    </article>
  );
}
