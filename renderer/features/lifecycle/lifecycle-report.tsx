/** What became of the people, bucket by bucket: the sentence, the pulse, the bars or their table, the legend. */
import { Sprout } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { LifecycleResult, LifecycleSpec, LifecycleStatus } from '../../../shared/insights/lifecycle/spec';
import { finalBuckets } from '../../../shared/insights/explain/lifecycle';
import { isLastBucketOpen } from '../../../shared/insights/explain/open-bucket';
import { Chart } from '../../charts/chart';
import { ChartLegend } from '../../parts/chart-legend';
import { Report, ReportCard } from '../../parts/insight-report';
import { EmptyState } from '../../ui/empty-state';
import { formatCount, formatNumber } from '../../ui/number-format';
import { Stat } from '../../ui/stat';
import { drawLifecycle } from './draw-lifecycle';
import { overallPulse, statusMeaning, STATUSES, totals } from './lifecycle-words';

export type LifecycleLook = 'bars' | 'table';

export interface LifecycleReportProps {
  readonly spec: LifecycleSpec;
  readonly result: LifecycleResult;
  /** UTC ms. */
  readonly computedAt: number;
  /** First and last event there is, UTC ms. */
  readonly extent: { readonly from: number | undefined; readonly to: number | undefined };
  readonly timeZone: string;
  readonly look: LifecycleLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (bucket: number, status: LifecycleStatus, title: string) => void;
}

export function LifecycleReport(props: LifecycleReportProps) {
  const { spec, result, computedAt, extent, timeZone, look, stale, onOpen } = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => STATUSES.filter(({ status }) => !hidden.has(status)), [hidden]);
  const { from = Infinity, to = from } = extent;
  const incomplete = isLastBucketOpen(result.buckets, spec.interval, { now: computedAt, extent: { from, to } });
  const drawing = useMemo(
    () => drawLifecycle(spec, result, shown, { timeZone, incomplete }),
    [spec, result, shown, timeZone, incomplete],
  );
  const final = finalBuckets(result, incomplete);
  const sums = totals(result);
  const pulse = overallPulse(result, final);
  const first = result.buckets[0];
  if (first === undefined) {
    return (
      <EmptyState icon={Sprout} title="No events in these days" text="Choose other days above, or another event." />
    );
  }
  return (
    <Report
      stale={stale}
      stats={
        <Stat
          label="Pulse"
          value={formatNumber(pulse)}
          size="l"
          hint={
            pulse === null
              ? 'Nobody went dormant yet'
              : `${pulse >= 1 ? 'Growing' : 'Shrinking'}: for each who left, ${formatNumber(pulse)} came or came back`
          }
        />
      }
    >
      <ReportCard title={`People by ${spec.interval}`} fill>
        <Chart
          {...drawing}
          height="fill"
          look={look === 'table' ? 'table' : 'picture'}
          onSelect={({ series, index }) => {
            const status = shown[series];
            if (status) onOpen(index, status.status, drawing.hover.titles[index] ?? '');
          }}
        />
      </ReportCard>
      <ChartLegend
        entries={STATUSES.map(({ status, name, color }) => ({
          key: status,
          name,
          detail: statusMeaning(status, spec.interval),
          color,
          values: result[status].map(Math.abs),
          figure: formatCount(sums[status]),
        }))}
        hidden={hidden}
        onHidden={setHidden}
      />
    </Report>
  );
}
