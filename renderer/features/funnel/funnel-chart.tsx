/**
 * The funnel as bars. A bar's height is the share of the first step; the hatched ghost above it are those who came as
 * far as the step before and no further. Both are buttons that open their persons. Own HTML, since a chart library
 * draws none of this well, and every part is reached by Tab.
 */
import { ArrowDownRight, Clock } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { FunnelCell, FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { eventColor, eventColors } from '../../charts/event-color';
import { matcherEvent } from '../../parts/matcher-words';
import { cx } from '../../ui/cx';
import { formatCount, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { Tooltip } from '../../ui/tooltip';
import { useSyncExternalStore } from 'react';
import { droppedWord, funnelBars, type FunnelBar } from './funnel-bars';
import css from './funnel-chart.module.css';
import { unitName } from './funnel-words';

export interface FunnelChartProps {
  readonly spec: FunnelSpec;
  readonly result: FunnelResult;
  /** Whose persons are shown beside; marked. */
  readonly openCell: FunnelCell | undefined;
  readonly onOpen: (cell: FunnelCell) => void;
}

const GRID = [1, 0.75, 0.5, 0.25];

/** CSS takes custom properties that its types do not know. */
const vars = (values: Record<`--${string}`, string>): CSSProperties => values as CSSProperties;

/** Lets a long name break where a reader would break it. */
const breakable = (name: string): string => name.replaceAll(/[_\-./:]/g, (sign) => `${sign}\u200b`);

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

export function FunnelChart({ spec, result, openCell, onOpen }: FunnelChartProps) {
  useSyncExternalStore(eventColors.subscribe, eventColors.version);
  const bars = funnelBars(spec, result);
  return (
    <figure className={css['figure']} aria-label="Funnel chart">
      <div className={css['scroller']}>
        <div className={css['axis']} aria-hidden>
          {GRID.map((share) => (
            <span key={share} style={{ bottom: percent(share) }}>
              {share * 100}
            </span>
          ))}
        </div>
        <ol className={css['columns']} style={vars({ '--steps': String(bars.length) })}>
          {bars.map((bar, index) => (
            <Column
              key={bar.key}
              bar={bar}
              next={bars[index + 1]}
              color={eventColor(matcherEvent(spec.steps[index] ?? { event: '*' }))}
              spec={spec}
              openOutcome={
                openCell?.step === index + 1 && openCell.breakdown === undefined ? openCell.outcome : undefined
              }
              onOpen={onOpen}
            />
          ))}
        </ol>
      </div>
    </figure>
  );
}

interface ColumnProps {
  readonly bar: FunnelBar;
  readonly next: FunnelBar | undefined;
  readonly color: string;
  readonly spec: FunnelSpec;
  readonly openOutcome: FunnelCell['outcome'] | undefined;
  readonly onOpen: (cell: FunnelCell) => void;
}

function Column({ bar, next, color, spec, openOutcome, onOpen }: ColumnProps) {
  const { step, title, count, dropped, height, ghost } = bar;
  const people = unitName(spec, count);
  const spoken = `Step ${step}, ${title}: ${formatCount(count)} ${people}, ${formatShare(bar.conversion)} of the first step. Show them.`;
  return (
    <li className={css['column']} style={vars({ '--color': color })}>
      <header className={css['head']}>
        <span className={css['number']}>{step}</span>
        <Tooltip text={title}>
          <span className={css['title']}>{breakable(title)}</span>
        </Tooltip>
        {bar.optional && <span className={css['optional']}>optional</span>}
      </header>
      <div className={css['plot']}>
        {GRID.map((share) => (
          <span key={share} aria-hidden className={css['line']} style={{ bottom: percent(share) }} />
        ))}
        {next && (
          <span
            aria-hidden
            className={css['flow']}
            style={{
              clipPath: `polygon(0 ${percent(1 - height)}, 100% ${percent(1 - next.height)}, 100% 100%, 0 100%)`,
            }}
          />
        )}
        {ghost > 0 && (
          <Tooltip
            text={`${formatCount(dropped)} ${unitName(spec, dropped)} ${bar.optional ? 'did not do' : 'left before'} ${title}. Click to see them.`}
          >
            <button
              type="button"
              className={cx(css['ghost'], openOutcome === 'dropped' && css['opened'])}
              aria-expanded={openOutcome === 'dropped'}
              style={{ bottom: percent(height), height: percent(ghost) }}
              aria-label={`${formatCount(dropped)} ${unitName(spec, dropped)} ${bar.optional ? 'did not do optional' : 'left before'} step ${step}, ${title}. Show them.`}
              onClick={() => {
                onOpen({ step, outcome: 'dropped' });
              }}
            />
          </Tooltip>
        )}
        <Tooltip
          text={`${formatCount(count)} ${people}: ${formatShare(bar.conversion)} of the first step. Click to see them.`}
        >
          <button
            type="button"
            className={cx(css['bar'], openOutcome === 'reached' && css['opened'])}
            aria-expanded={openOutcome === 'reached'}
            style={{ height: percent(height) }}
            aria-label={spoken}
            disabled={count === 0}
            onClick={() => {
              onOpen({ step, outcome: 'reached' });
            }}
          />
        </Tooltip>
        <span
          aria-hidden
          className={cx(css['share'], height > 0.9 && css['inside'])}
          style={{ bottom: percent(height) }}
        >
          {formatShare(bar.conversion)}
        </span>
      </div>
      <footer className={cx(css['foot'], 'num')}>
        <strong className={css['count']}>{formatCount(count)}</strong>
        {step === 1 ? (
          <span className={css['fact']}>{people} entered</span>
        ) : (
          <>
            <span className={css['fact']}>{formatShare(bar.stepConversion)} of previous</span>
            <button
              type="button"
              className={css['left']}
              disabled={dropped === 0}
              onClick={() => {
                onOpen({ step, outcome: 'dropped' });
              }}
            >
              <ArrowDownRight aria-hidden size={13} /> {formatCount(dropped)} {droppedWord(bar)}
            </button>
            <span className={css['fact']}>
              <Clock aria-hidden size={12} /> {formatDuration(bar.medianSeconds)}
            </span>
          </>
        )}
      </footer>
    </li>
  );
}
