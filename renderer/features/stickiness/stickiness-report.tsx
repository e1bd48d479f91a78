/** On how many days people come: the sentence, the ratios, the bars or their table. */
import { Magnet } from 'lucide-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { StickinessCell, StickinessResult, StickinessSpec } from '../../../shared/insights/stickiness/spec';
import { Chart } from '../../charts/chart';
import { eventColors } from '../../charts/event-color';
import { Report, ReportCard } from '../../parts/insight-report';
import { EmptyState } from '../../ui/empty-state';
import { formatCount, formatNumber, formatShare } from '../../ui/number-format';
import { Segmented } from '../../ui/segmented';
import { Stat } from '../../ui/stat';
import { drawStickiness } from './draw-habit';
import { ratioHint, stickyBars, type Reach } from './habit-words';
import type { HabitLook } from './habit-toolbar';

const REACHES = [
  { value: 'exact', label: 'Exactly' },
  { value: 'orMore', label: 'Or more' },
] as const;

export interface StickinessReportProps {
  readonly spec: StickinessSpec;
  readonly result: StickinessResult;
  readonly look: HabitLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (cell: StickinessCell, title: string) => void;
}

export function StickinessReport({ spec, result, look, stale, onOpen }: StickinessReportProps) {
  const [reach, setReach] = useState<Reach>('exact');
  const colors = useSyncExternalStore(eventColors.subscribe, eventColors.version);
  const drawing = useMemo(
    () => drawStickiness(spec, result, reach),
    // Colours live outside React; their version stands for them.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [spec, result, reach, colors],
  );
  const bars = stickyBars(result, reach);
  if (result.persons === 0) {
    return <EmptyState icon={Magnet} title="Nobody in these days" text="Choose other days above, or another event." />;
  }
  return (
    <Report
      stale={stale}
      stats={
        <>
          <Stat
            label="DAU / MAU"
            value={formatShare(result.dauMau)}
            size="l"
            hint={ratioHint(result.dauMau, 'month')}
          />
          <Stat label="DAU / WAU" value={formatShare(result.dauWau)} size="l" hint={ratioHint(result.dauWau, 'week')} />
          <Stat
            label={`Average ${spec.interval}s`}
            value={formatNumber(result.average)}
            size="l"
            hint={`of ${formatCount(result.intervals)}`}
          />
        </>
      }
    >
      <ReportCard
        title={`People by active ${spec.interval}s`}
        fill
        actions={<Segmented label="How many" size="s" value={reach} options={REACHES} onChange={setReach} />}
      >
        <Chart
          {...drawing}
          height="fill"
          look={look === 'table' ? 'table' : 'picture'}
          onSelect={({ index }) => {
            const bar = bars[index];
            if (bar === undefined) return;
            onOpen(
              { count: bar.count, ...(reach === 'orMore' ? { orMore: true } : {}) },
              drawing.hover.titles[index] ?? '',
            );
          }}
        />
      </ReportCard>
    </Report>
  );
}
