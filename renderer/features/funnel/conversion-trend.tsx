/** How the conversion moved: of those who entered in each bucket, the share that completed. */
import { useMemo } from 'react';
import type { FunnelResult } from '../../../shared/insights/funnel/spec';
import type { Interval } from '../../../shared/model/range';
import { Chart } from '../../charts/chart';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { drawConversion } from './draw-conversion';
import css from './funnel.module.css';

export interface ConversionTrendProps {
  readonly trend: NonNullable<FunnelResult['trend']>;
  readonly interval: Interval;
  /** UTC ms. */
  readonly computedAt: number;
}

export function ConversionTrend({ trend, interval, computedAt }: ConversionTrendProps) {
  const zone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const drawing = useMemo(() => drawConversion(trend, interval, zone, computedAt), [trend, interval, zone, computedAt]);
  return (
    <section className={css['card']} aria-label="Conversion over time">
      <h3 className={css['cardTitle']}>Conversion by {interval} of entry</h3>
      <Chart {...drawing} height={190} />
    </section>
  );
}
