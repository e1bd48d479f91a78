/** What the events that arrived would add to the plan, or change of it: to be ticked, then taken on. */
import { useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { TrackingPlan } from '../../../shared/plan/document';
import { applyChanges, changePath } from '../../../shared/plan/learn';
import { latest, useQuery } from '../../data/use-query';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorState } from '../../ui/error-state';
import { EventName } from '../../ui/event-name';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import css from './plan.module.css';
import { changeWords } from './change-words';

type Change = CommandOutput<'plan.learn'>['changes'][number];

export interface LearnDialogProps {
  readonly plan: TrackingPlan;
  /** Only of this event. */
  readonly event: string | undefined;
  readonly onApply: (plan: TrackingPlan, count: number) => void;
  readonly onClose: () => void;
}

export function LearnDialog({ plan, event, onApply, onClose }: LearnDialogProps) {
  // The answer that was first shown stays: what arrives meanwhile must not change what is ticked.
  const [shown, setShown] = useState<CommandOutput<'plan.learn'>>();
  const query = useQuery(
    'plan.learn',
    shown !== undefined ? undefined : event === undefined ? {} : { events: [event] },
  );
  const answer = shown ?? latest(query);
  if (shown === undefined && query.status === 'ready') setShown(query.value);
  const [unlike, setUnlike] = useState<ReadonlySet<string>>(new Set());
  const changes = answer?.changes ?? [];
  const isTicked = ({ id, adds }: Change): boolean => adds !== unlike.has(id);
  const ticked = changes.filter(isTicked);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={event === undefined ? 'Learn from what arrived' : `Learn «${event}» from what arrived`}
      description="What is new is ticked. What would change words of the plan is for you to decide."
      width={680}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={ticked.length === 0}
            onClick={() => {
              onApply(applyChanges(plan, ticked), ticked.length);
            }}
          >
            {ticked.length === 0 ? 'Nothing to take on' : `Take on ${formatPlural(ticked.length, 'change')}`}
          </Button>
        </>
      }
    >
      {answer === undefined && query.status === 'failed' && (
        <ErrorState compact error={query.error} title="Nothing was learned" />
      )}
      {answer === undefined && query.status !== 'failed' && <Skeleton lines={6} height={18} />}
      {answer !== undefined && changes.length === 0 && (
        <p className={css['nothing']}>
          {answer.examined === 0
            ? 'No event has arrived yet that a plan would name.'
            : `The plan says all that ${formatPlural(answer.examined, 'event')} show.`}
        </p>
      )}
      {changes.length > 0 && (
        <>
          <div className={css['examined']}>
            <p>
              {formatCount(answer?.examined ?? 0)} events were looked at: of each name the newest, and as many from
              before.
            </p>
            <Button
              size="s"
              variant="ghost"
              onClick={() => {
                const isAll = ticked.length === changes.length;
                setUnlike(new Set(changes.filter(({ adds }) => adds === isAll).map(({ id }) => id)));
              }}
            >
              {ticked.length === changes.length ? 'Tick none' : 'Tick all'}
            </Button>
          </div>
          <ul className={css['changes']}>
            {changes.map((change) => (
              <li key={change.id}>
                <label className={css['change']}>
                  <input
                    type="checkbox"
                    checked={isTicked(change)}
                    onChange={() => {
                      const next = new Set(unlike);
                      if (!next.delete(change.id)) next.add(change.id);
                      setUnlike(next);
                    }}
                  />
                  <span className={css['changeWhat']}>
                    <EventName name={change.event} />
                    {change.keys.length > 0 && <code>{changePath(change).replace(/^properties\./, '')}</code>}
                  </span>
                  <span className={css['changeWords']}>{changeWords(change)}</span>
                </label>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
