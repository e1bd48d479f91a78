/** How often people do it: the sentence, the distribution's figures, its histogram or the table of it. */
import { Magnet } from 'lucide-react';
import { useMemo, useSyncExternalStore } from 'react';
import type { FrequencyCell, FrequencyResult, FrequencySpec } from '../../../shared/insights/frequency/spec';
import { Chart } from '../../charts/chart';
import { eventColors } from '../../charts/event-color';
import { Report, ReportCard } from '../../parts/insight-report';
import { EmptyState } from '../../ui/empty-state';
import { formatNumber } from '../../ui/number-format';
import { Stat } from '../../ui/stat';
import { drawFrequency } from './draw-habit';
import type { HabitLook } from './habit-toolbar';
import { unitName } from './habit-words';

export interface FrequencyReportProps {
  readonly spec: FrequencySpec;
  readonly result: FrequencyResult;
  readonly look: HabitLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (cell: FrequencyCell, title: string) => void;
}

export function FrequencyReport({ spec, result, look, stale, onOpen }: FrequencyReportProps) {
  const colors = useSyncExternalStore(eventColors.subscribe, eventColors.version);
  const drawing = useMemo(
    () => drawFrequency(spec, result),
    // Colours live outside React; their version stands for them.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [spec, result, colors],
  );
  if (result.units === 0) {
    return <EmptyState icon={Magnet} title="Nobody in these days" text="Choose other days above, or another event." />;
  }
  const name = unitName(spec.per);
  return (
    <Report
      stale={stale}
      stats={
        <>
          <Stat label="Least" value={formatNumber(result.min)} />
          <Stat label="Median" value={formatNumber(result.median)} />
          <Stat label="Average" value={formatNumber(result.avg)} />
          <Stat label="p90" value={formatNumber(result.p90)} />
          <Stat label="p99" value={formatNumber(result.p99)} />
          <Stat label="Most" value={formatNumber(result.max)} />
        </>
      }
    >
      <ReportCard title={`${name[0]?.toUpperCase() ?? ''}${name.slice(1)} by number of events`} fill>
        <Chart
          {...drawing}
          height="fill"
          look={look === 'table' ? 'table' : 'picture'}
          onSelect={({ index }) => {
            const bin = result.histogram[index];
            if (bin) onOpen({ from: bin.from, to: bin.to }, drawing.hover.titles[index] ?? '');
          }}
        />
      </ReportCard>
    </Report>
  );
}
