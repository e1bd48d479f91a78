/** One funnel per value of the breakdown, as rows: small bars to compare, every count opens. */
import type { CSSProperties } from 'react';
import { NONE, OTHER } from '../../../shared/insights/common';
import type { FunnelCell, FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { eventColor } from '../../charts/event-color';
import { matcherEvent } from '../../parts/matcher-words';
import { propertyLabel } from '../../parts/property-words';
import { Badge } from '../../ui/badge';
import { cx } from '../../ui/cx';
import { formatCount, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { stepTitle } from './funnel-words';
import css from './tables.module.css';

type Breakdown = NonNullable<FunnelResult['breakdowns']>[number];

export interface BreakdownTableProps {
  readonly spec: FunnelSpec;
  readonly breakdowns: readonly Breakdown[];
  readonly onOpen: (cell: FunnelCell) => void;
}

/** Chance findings are one in twenty below this. */
const NOTABLE = 0.05;

const percent = (share: number): string => `${(Math.max(0, Math.min(1, share)) * 100).toFixed(2)}%`;
const vars = (values: Record<`--${string}`, string>): CSSProperties => values as CSSProperties;

const valueName = (value: string): string => (value === OTHER ? 'All others' : value === NONE ? 'No value' : value);

/** The middle of all values, against which a notable one is better or worse. */
function overall(breakdowns: readonly Breakdown[]): number {
  const entered = (row: Breakdown): number => row.steps[0]?.count ?? 0;
  const all = breakdowns.reduce((sum, row) => sum + entered(row), 0);
  const completed = breakdowns.reduce((sum, row) => sum + entered(row) * (row.overall.conversion ?? 0), 0);
  return all === 0 ? 0 : completed / all;
}

export function BreakdownTable({ spec, breakdowns, onOpen }: BreakdownTableProps) {
  const property = propertyLabel(spec.breakdown?.property ?? '');
  const middle = overall(breakdowns);
  const widest = Math.max(
    0.0001,
    ...breakdowns.map(({ interval, overall: all }) => interval?.[1] ?? all.conversion ?? 0),
  );
  return (
    <section className={css['card']} aria-label={`By ${property}`}>
      <h3 className={css['title']}>By {property}</h3>
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">{property}</th>
            <th scope="col" className={css['whiskerHead']}>
              Conversion
            </th>
            <th scope="col">Median time</th>
            {spec.steps.map((step, index) => (
              <th key={`${index}-${matcherEvent(step)}`} scope="col" className={css['leftHead']}>
                {index + 1}. {stepTitle(spec, index)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {breakdowns.map((row) => {
            const conversion = row.overall.conversion ?? 0;
            const notable = row.pValue !== undefined && row.pValue < NOTABLE;
            return (
              <tr key={row.value}>
                <th scope="row" className={cx((row.value === OTHER || row.value === NONE) && css['special'])}>
                  <span className={css['name']}>{valueName(row.value)}</span>
                </th>
                <td>
                  <span className={css['whisker']}>
                    <strong>{formatShare(row.overall.conversion)}</strong>
                    <span
                      className={css['range']}
                      title={
                        row.interval === undefined
                          ? undefined
                          : `95 % sure to lie between ${formatShare(row.interval[0])} and ${formatShare(row.interval[1])}`
                      }
                      style={vars({
                        '--from': percent((row.interval?.[0] ?? conversion) / widest),
                        '--to': percent((row.interval?.[1] ?? conversion) / widest),
                        '--at': percent(conversion / widest),
                        '--middle': percent(middle / widest),
                      })}
                    />
                    {notable ? (
                      <Badge tone={conversion > middle ? 'good' : 'bad'}>
                        {conversion > middle ? 'better' : 'worse'}
                      </Badge>
                    ) : (
                      <span className={css['noBadge']} />
                    )}
                  </span>
                </td>
                <td>{formatDuration(row.overall.medianSeconds)}</td>
                {row.steps.map((step, index) => (
                  <td key={`${index}-${step.label}`}>
                    <button
                      type="button"
                      className={css['mini']}
                      disabled={step.count === 0}
                      aria-label={`${valueName(row.value)}, ${stepTitle(spec, index)}: ${formatCount(step.count)}, ${formatShare(step.conversion)}. Show them.`}
                      style={vars({
                        '--color': eventColor(matcherEvent(spec.steps[index] ?? { event: '*' })),
                        '--share': percent(step.conversion ?? 0),
                      })}
                      onClick={() => {
                        onOpen({ step: index + 1, outcome: 'reached', breakdown: row.value });
                      }}
                    >
                      <span>{formatCount(step.count)}</span>
                      <span className={css['faint']}>{index === 0 ? '' : formatShare(step.conversion)}</span>
                    </button>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
