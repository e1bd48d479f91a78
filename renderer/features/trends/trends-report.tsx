/** The lines, and below them the legend with totals and changes; a click on a legend entry hides or shows its line. */
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { TrendsResult, TrendsSpec } from '../../../shared/insights/trends/spec';
import { Chart } from '../../charts/chart';
import { TOTAL } from '../../charts/drawing';
import { eventColors } from '../../charts/event-color';
import { ChartLegend } from '../../parts/chart-legend';
import { ResultSentence } from '../../parts/insight-report';
import { cx } from '../../ui/cx';
import { EmptyState } from '../../ui/empty-state';
import { formatCount, formatNumber, formatPlural } from '../../ui/number-format';
import { formatBucket } from '../../ui/time-format';
import { ChartLine } from 'lucide-react';
import {
  drawnLines,
  drawTrends,
  shownLines,
  switchedFor,
  trendsLines,
  type TrendsLine,
  type TrendsLook,
} from './draw-trends';
import css from './trends.module.css';
import { changeWords, measureWords } from './trends-words';

/** What was clicked: a line, or what it is compared with, and the bucket. */
export interface TrendsPoint {
  readonly line: TrendsLine;
  readonly compared: boolean;
  /** Absent: the total over all of them. */
  readonly bucket?: number;
  /** The bucket in words. */
  readonly title: string;
}

export interface TrendsReportProps {
  readonly spec: TrendsSpec;
  readonly result: TrendsResult;
  /** UTC ms. */
  readonly computedAt: number;
  readonly timeZone: string;
  readonly look: TrendsLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (point: TrendsPoint) => void;
}

export function TrendsReport({ spec, result, computedAt, timeZone, look, stale, onOpen }: TrendsReportProps) {
  const [switched, setSwitched] = useState<ReadonlySet<string>>(new Set());
  const colors = useSyncExternalStore(eventColors.subscribe, eventColors.version);
  const lines = useMemo(
    () => trendsLines(spec, result),
    // Colours live outside React; their version stands for them.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [spec, result, colors],
  );
  const { shown, hidden } = useMemo(() => shownLines(lines, switched), [lines, switched]);
  // Whether the last bucket is over changes with each answer only, not with each rendering.
  const drawing = useMemo(
    () => drawTrends(spec, result, shown, { look, timeZone, now: computedAt }),
    [spec, result, shown, look, timeZone, computedAt],
  );
  const past = useMemo(() => comparedDays(spec, result, timeZone), [spec, result, timeZone]);
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
            const drawn = drawnLines(shown)[series];
            if (drawn === undefined) return;
            if (index === TOTAL) {
              onOpen({
                ...drawn,
                title: (drawn.compared ? past?.words : undefined) ?? spanWords(spec, drawing.hover.titles),
              });
              return;
            }
            const title = (drawn.compared ? past?.titles[index] : drawing.hover.titles[index]) ?? '';
            onOpen({ ...drawn, bucket: index, title });
          }}
        />
      </div>
      {past !== undefined && (
        <p className={css['compared']}>
          <span aria-hidden className={cx(css['sample'], look === 'bar' && css['sampleBar'])} />
          Compared with {past.words}
        </p>
      )}
      {lines.length > shown.length && (
        <p className={css['compared']}>
          {formatCount(shown.length)} of {formatPlural(lines.length, 'line')} are drawn: click a name to draw or hide
          it.
        </p>
      )}
      <ChartLegend
        entries={lines.map(({ key, name, color, values, total, series, breakdown, before }) => {
          const measure = series === undefined ? undefined : spec.series[series]?.math;
          return {
            key,
            // The measure stands below.
            name: measure === undefined ? name : name.replace(`, ${measureWords(measure)}`, ''),
            detail: measure !== undefined ? measureWords(measure) : breakdown === undefined ? 'formula' : spec.formula,
            color,
            values,
            figure: formatNumber(total),
            change: before === undefined ? undefined : changeWords(total, before.total),
          };
        })}
        hidden={hidden}
        onHidden={(next) => {
          setSwitched(switchedFor(lines, next));
        }}
      />
    </div>
  );
}

/** The compared buckets in words, each and together. */
function comparedDays(
  spec: TrendsSpec,
  { compare }: TrendsResult,
  timeZone: string,
): { readonly titles: readonly string[]; readonly words: string } | undefined {
  if (compare === undefined) return undefined;
  const titles = compare.buckets.map((bucket) => formatBucket(Date.parse(bucket), spec.interval, timeZone));
  return { titles, words: spanWords(spec, titles) };
}

/** The first and the last of these buckets, named together. */
function spanWords({ interval }: TrendsSpec, titles: readonly string[]): string {
  const [first = 'nothing', last = first] = [titles[0], titles.at(-1)].map((title) => title?.replace('Week of ', ''));
  const words = first === last ? first : `${first} to ${last}`;
  return interval === 'week' ? `the weeks of ${words}` : words;
}
