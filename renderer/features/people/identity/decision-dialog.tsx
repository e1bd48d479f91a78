/** A decision before it is made: who changes, how many sessions that moves, what it does to the present insights. */
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { IdentityPreview } from '../../../../shared/contract/identity';
import type { DraftDecision } from '../../../../shared/model/identity';
import { latest, useQuery } from '../../../data/use-query';
import { decide } from '../../../parts/decide';
import { DECISION_WORDS, decisionWords } from '../../../parts/identity-words';
import { INSIGHT_NAMES, insightFigures, type Figure } from '../../../parts/insight-change';
import { usePresentInsights } from '../../../parts/present-insights';
import { Button } from '../../../ui/button';
import { cx } from '../../../ui/cx';
import { Dialog } from '../../../ui/dialog';
import { ErrorState } from '../../../ui/error-state';
import { formatCount, formatPlural, formatShare, NO_VALUE } from '../../../ui/number-format';
import { Skeleton } from '../../../ui/skeleton';
import { TextField } from '../../../ui/text-field';
import { toast } from '../../../ui/toast-store';
import css from './decision-dialog.module.css';

export interface DecisionDialogProps {
  readonly draft: DraftDecision;
  readonly onClose: () => void;
}

const SHOWN_CHANGES = 8;

export function DecisionDialog({ draft, onClose }: DecisionDialogProps) {
  const insights = usePresentInsights();
  const query = useQuery('identity.preview', { decision: draft, insights: [...insights] });
  const preview = latest(query);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const words = DECISION_WORDS[draft.kind];

  const apply = async (): Promise<void> => {
    setBusy(true);
    const answer = await decide(note.trim() === '' ? draft : { ...draft, note: note.trim() });
    setBusy(false);
    if (answer.ok) onClose();
    else if (answer.error.code !== 'cancelled')
      toast({ tone: 'bad', title: 'The decision could not be stored', text: answer.error.message });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${words.action}: what changes`}
      description={`${decisionWords(draft)}. No rule undoes this; you can, at any time.`}
      width={620}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={busy || preview === undefined} onClick={() => void apply()}>
            {words.action}
          </Button>
        </>
      }
    >
      {preview === undefined && query.status === 'failed' && (
        <ErrorState compact error={query.error} onRetry={query.refetch} title="The change cannot be foreseen" />
      )}
      {preview === undefined && query.status !== 'failed' && <Skeleton lines={5} height={16} />}
      {preview !== undefined && <Preview preview={preview} />}
      <div className={css['note']}>
        <TextField
          label="Why (optional)"
          value={note}
          onChange={setNote}
          maxLength={1000}
          placeholder="Kept with the decision"
        />
      </div>
    </Dialog>
  );
}

function Preview({ preview }: { readonly preview: IdentityPreview }) {
  const { before, after, changes, changed, insights } = preview;
  if (changed === 0) {
    return (
      <p className={css['nothing']}>
        Nothing changes now: other links between these ids hold the persons as they are. The decision would still count
        for what comes later.
      </p>
    );
  }
  return (
    <div className={css['preview']}>
      <Figures
        title="Workspace"
        figures={[
          { label: 'Persons', as: 'count', before: before.persons, after: after.persons },
          { label: 'Sessions', as: 'count', before: before.sessions, after: after.sessions },
        ]}
      />
      {insights.map(({ spec, before: was, after: will }) => (
        <Figures key={JSON.stringify(spec)} title={INSIGHT_NAMES[spec.kind]} figures={insightFigures(was, will)} />
      ))}
      <section>
        <h3 className={css['title']}>{formatPlural(changed, 'person changes', 'persons change')}</h3>
        <ul className={css['changes']}>
          {changes.slice(0, SHOWN_CHANGES).map((change) => (
            <li key={change.person}>
              <span className={css['person']} title={change.person}>
                {change.person}
              </span>
              <Side side={change.before} none="not a person" />
              <ArrowRight aria-hidden size={13} className={css['arrow']} />
              <Side side={change.after} none="no longer a person" />
            </li>
          ))}
        </ul>
        {changed > SHOWN_CHANGES && (
          <p className={css['more']}>
            and {formatPlural(changed - Math.min(SHOWN_CHANGES, changes.length), 'other', 'others')}
          </p>
        )}
      </section>
    </div>
  );
}

function Side({ side, none }: { readonly side: IdentityPreview['changes'][number]['before']; readonly none: string }) {
  if (side === undefined) return <span className={css['faint']}>{none}</span>;
  return (
    <span className={css['side']} title={side.ids.join('\n')}>
      {formatPlural(side.ids.length, 'id')}, {formatPlural(side.events, 'event')},{' '}
      {formatPlural(side.sessions, 'session')}
    </span>
  );
}

interface FiguresProps {
  readonly title: string;
  readonly figures: readonly Figure[];
}

const print = (value: number | undefined, as: Figure['as']): string =>
  value === undefined ? NO_VALUE : as === 'share' ? formatShare(value) : formatCount(value);

/** `+3`, `−1.2 pp`, or nothing where the figure stays. */
export function differenceWords({ before, after, as }: Figure): string {
  if (before === undefined || after === undefined || before === after) return '';
  const difference = after - before;
  const sign = difference > 0 ? '+' : '−';
  const size = Math.abs(difference);
  if (as === 'count') return `${sign}${formatCount(size)}`;
  const points = size * 100;
  return `${sign}${Number(points < 0.1 ? points.toPrecision(1) : points.toFixed(2))} pp`;
}

function Figures({ title, figures }: FiguresProps) {
  return (
    <section>
      <h3 className={css['title']}>{title}</h3>
      <dl className={css['figures']}>
        {figures.map((figure) => {
          const difference = differenceWords(figure);
          return (
            <div key={figure.label}>
              <dt title={figure.label}>{figure.label}</dt>
              <dd className="num">
                {difference === '' ? (
                  <span className={css['faint']}>{print(figure.before, figure.as)}, unchanged</span>
                ) : (
                  <>
                    <span className={css['faint']}>{print(figure.before, figure.as)}</span>
                    <ArrowRight aria-hidden size={12} className={css['arrow']} />
                    <strong>{print(figure.after, figure.as)}</strong>
                    <span className={cx(css['difference'])}>{difference}</span>
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
