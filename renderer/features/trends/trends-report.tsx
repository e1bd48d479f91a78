/** The lines, and below them the legend with totals; a click on a legend entry hides or shows its line. */
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import { Chart } from '../../charts/chart';
import { eventColors } from '../../charts/event-color';
import { ChartLegend } from '../../parts/chart-legend';
import { ResultSentence } from '../../parts/insight-report';
import { cx } from '../../ui/cx';
import { EmptyState } from '../../ui/empty-state';
import { formatNumber } from '../../ui/number-format';
import { ChartLine } from 'lucide-react';
import { drawTrends, trendsLines, type TrendsLine, type TrendsLook } from './draw-trends';
import css from './trends.module.css';
import { measureWords } from './trends-words';

export interface TrendsReportProps {
  readonly spec: TrendsSpec;
  readonly result: TrendsResult;
  /** UTC ms. */
  readonly computedAt: number;
  readonly timeZone: string;
  readonly look: TrendsLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (line: TrendsLine, bucket: number, title: string) => void;
}

export function TrendsReport({ spec, result, computedAt, timeZone, look, stale, onOpen }: TrendsReportProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const colors = useSyncExternalStore(eventColors.subscribe, eventColors.version);
  const lines = useMemo(
    () => trendsLines(spec, result),
    // Colours live outside React; their version stands for them.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [spec, result, colors],
  );
  const shown = useMemo(() => lines.filter(({ key }) => !hidden.has(key)), [lines, hidden]);
  // Whether the last bucket is over changes with each answer only, not with each rendering.
  const drawing = useMemo(
    () => drawTrends(spec, result, shown, { look, timeZone, now: computedAt }),
    [spec, result, shown, look, timeZone, computedAt],
  );
  if (result.buckets.length === 0) {
    return (
      <EmptyState icon={ChartLine} title="No events in these days" text="Choose other days above, or another event." />
    );
  }
  return (
    <div className={cx(css['report'], stale && css['stale'])} aria-busy={stale}>
      <ResultSentence />
      <div className={css['card']}>
        <Chart
          {...drawing}
          height="fill"
          look={look === 'table' ? 'table' : 'picture'}
          onSelect={({ series, index }) => {
            const line = shown[series];
            if (line) onOpen(line, index, drawing.hover.titles[index] ?? '');
          }}
        />
      </div>
      <ChartLegend
        entries={lines.map(({ key, name, color, values, total, series }) => {
          const measure = series === undefined ? undefined : spec.series[series]?.math;
          return {
            key,
            name,
            detail: measure === undefined ? undefined : measureWords(measure),
            color,
            values,
            figure: formatNumber(total),
          };
        })}
        hidden={hidden}
        onHidden={setHidden}
      />
    </div>
  );
}
