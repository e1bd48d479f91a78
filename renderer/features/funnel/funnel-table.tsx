/** The chart's twin in figures. */
import type { FunnelCell, FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { matcherEvent } from '../../parts/matcher-words';
import { EventDot } from '../../ui/event-name';
import { formatCount, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { stepTitle } from './funnel-words';
import css from './tables.module.css';

export interface FunnelTableProps {
  readonly spec: FunnelSpec;
  readonly result: FunnelResult;
  readonly onOpen: (cell: FunnelCell) => void;
}

export function FunnelTable({ spec, result, onOpen }: FunnelTableProps) {
  return (
    <div className={css['card']}>
      <table className={css['table']}>
        <caption className="visually-hidden">Funnel step by step</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Reached</th>
            <th scope="col">Of first</th>
            <th scope="col">Of previous</th>
            <th scope="col">Left</th>
            <th scope="col">Median time</th>
            <th scope="col">Average</th>
            <th scope="col">9 of 10 within</th>
          </tr>
        </thead>
        <tbody>
          {result.steps.map((step, index) => (
            <tr key={`${index}-${step.label}`}>
              <th scope="row">
                <span className={css['step']}>
                  <span className={css['number']}>{index + 1}</span>
                  <EventDot name={matcherEvent(spec.steps[index] ?? { event: '*' })} />
                  <span className={css['name']}>{stepTitle(spec, index)}</span>
                </span>
              </th>
              <td>
                <button
                  type="button"
                  className={css['open']}
                  disabled={step.count === 0}
                  onClick={() => {
                    onOpen({ step: index + 1, outcome: 'reached' });
                  }}
                >
                  {formatCount(step.count)}
                </button>
              </td>
              <td>{formatShare(step.conversion)}</td>
              <td>{formatShare(step.stepConversion)}</td>
              <td>
                <button
                  type="button"
                  className={css['open']}
                  disabled={step.dropped === 0}
                  onClick={() => {
                    onOpen({ step: index + 1, outcome: 'dropped' });
                  }}
                >
                  {index === 0 ? '–' : formatCount(step.dropped)}
                </button>
              </td>
              <td>{formatDuration(step.medianSeconds)}</td>
              <td>{formatDuration(step.avgSeconds)}</td>
              <td>{formatDuration(step.p90Seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
