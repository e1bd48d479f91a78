/** Who the segment is: how many of how many, and some of them. Stays while the next count is made. */
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { SegmentSpec } from '../../../shared/insights/segment/spec';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatDay } from '../../ui/time-format';
import css from './segments.module.css';

type SegmentAnswer = Extract<CommandOutput<'insight.run'>, { kind: 'segment' }>;

const SHOWN = 6;

export interface AudienceProps {
  readonly spec: SegmentSpec;
  /** undefined before the first answer. */
  readonly result: SegmentAnswer | undefined;
  readonly stale: boolean;
}

export function Audience({ spec, result, stale }: AudienceProps) {
  const zone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const [question, setQuestion] = useState<PersonsQuestion>();
  if (result === undefined) {
    return (
      <section aria-label="How many that is" className={cx(css['card'], css['first'])}>
        <Skeleton height={34} width="40%" />
        <Skeleton lines={2} height={16} />
      </section>
    );
  }
  const { count, total, share, sample } = result;
  const open = (belongs: boolean) => (): void => {
    setQuestion({
      drill: { spec, cell: { belongs } },
      title: belongs ? 'People in this segment' : 'People outside this segment',
      evidence: belongs ? 'What puts them there' : 'Some of what they did',
    });
  };
  return (
    <>
      <section aria-label="How many that is" aria-busy={stale} className={cx(css['card'], css['first'])}>
        <div className={css['figures']}>
          <p className={cx(css['people'], 'num')}>
            <strong>{formatCount(count)}</strong> {count === 1 ? 'person' : 'people'}
          </p>
          <p className={cx(css['of'], 'num')} aria-live="polite">
            {total === 0
              ? 'Nobody is in the workspace yet'
              : `${formatShare(share)} of ${formatPlural(total, 'person', 'people')}`}
            {stale && <span className={css['counting']}> · counting…</span>}
          </p>
        </div>
        <div aria-hidden className={css['meter']}>
          <span style={{ width: `${(share ?? 0) * 100}%` }} />
        </div>
        <div className={css['split']}>
          <Button size="s" disabled={count === 0} onClick={open(true)}>
            Show them
          </Button>
          {count < total && (
            <Button size="s" variant="ghost" onClick={open(false)}>
              Show the {total - count === 1 ? 'other one' : `${formatCount(total - count)} others`}
            </Button>
          )}
        </div>
      </section>
      {sample.length > 0 && (
        <section aria-labelledby="segment-sample" className={css['card']}>
          <h2 id="segment-sample" className={css['caption']}>
            Some of them
          </h2>
          <ul className={css['sample']}>
            {sample.slice(0, SHOWN).map(({ person, ids, events, lastSeen }) => (
              <li key={person}>
                <button
                  type="button"
                  className={css['person']}
                  onClick={() => {
                    navigate('people', { person });
                  }}
                >
                  <span className={css['personName']}>{ids[0] ?? person}</span>
                  <span className={cx(css['personFacts'], 'num')}>
                    {formatPlural(events, 'event')} · last {formatDay(lastSeen, zone)}
                  </span>
                  <ChevronRight aria-hidden size={13} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <PersonsDrawer
        question={question}
        dataVersion={result.meta.dataVersion}
        onClose={() => {
          setQuestion(undefined);
        }}
      />
    </>
  );
}
