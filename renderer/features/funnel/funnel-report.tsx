/** What became of the steps: the sentence, the chart or its table, the values of the breakdown, the trend. */
import { useCallback, type ReactNode } from 'react';
import type { FunnelCell, FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { usePicture } from '../../charts/picture/stage';
import { ResultSentence } from '../../parts/insight-report';
import { cx } from '../../ui/cx';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { Stat } from '../../ui/stat';
import { formatDuration } from '../../ui/time-format';
import { BreakdownTable } from './breakdown-table';
import { ConversionTrend } from './conversion-trend';
import { FunnelChart } from './funnel-chart';
import { funnelPicture } from './funnel-picture';
import { FunnelTable } from './funnel-table';
import type { FunnelLook } from './funnel-toolbar';
import css from './funnel.module.css';
import { goalIndex, unitName } from './funnel-words';

export interface FunnelReportProps {
  readonly spec: FunnelSpec;
  readonly result: FunnelResult;
  /** UTC ms. */
  readonly computedAt: number;
  readonly look: FunnelLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  /** Whose persons are shown beside. */
  readonly openCell: FunnelCell | undefined;
  readonly onOpen: (cell: FunnelCell) => void;
  /** Below all else. */
  readonly children?: ReactNode;
}

export function FunnelReport({ spec, result, computedAt, look, stale, openCell, onOpen, children }: FunnelReportProps) {
  usePicture(
    useCallback(() => Promise.resolve(funnelPicture(spec, result)), [spec, result]),
    0,
  );
  const first = result.steps[0]?.count ?? 0;
  const last = result.steps[goalIndex(spec)]?.count ?? 0;
  return (
    <div className={cx(css['report'], stale && css['stale'])} aria-busy={stale}>
      <div className={css['summary']}>
        <ResultSentence />
        <div className={css['stats']}>
          <Stat label="Conversion" value={formatShare(result.overall.conversion)} size="l" />
          <Stat label="Entered" value={formatCount(first)} />
          <Stat label="Completed" value={formatCount(last)} />
          <Stat label="Median time" value={formatDuration(result.overall.medianSeconds)} />
          {result.excluded > 0 && (
            <Stat label="Excluded" value={formatCount(result.excluded)} hint={unitName(spec, result.excluded)} />
          )}
        </div>
      </div>
      {look === 'chart' ? (
        <FunnelChart spec={spec} result={result} openCell={openCell} onOpen={onOpen} />
      ) : (
        <FunnelTable spec={spec} result={result} onOpen={onOpen} />
      )}
      {result.trend && spec.trend && (
        <ConversionTrend trend={result.trend} interval={spec.trend.interval} computedAt={computedAt} />
      )}
      {result.breakdowns && spec.breakdown && (
        <BreakdownTable spec={spec} breakdowns={result.breakdowns} onOpen={onOpen} />
      )}
      {result.breakdowns?.length === 0 && (
        <p className={css['note']}>{formatPlural(0, 'value')} of this property among those who entered.</p>
      )}
      {first > 0 && children}
    </div>
  );
}
