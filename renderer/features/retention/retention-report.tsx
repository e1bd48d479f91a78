/** What became of the cohorts: the sentence, the curve of the averages, and the grid of the cohorts. */
import { useMemo, useState } from 'react';
import { Repeat, Scale } from 'lucide-react';
import type { RetentionCell, RetentionResult, RetentionSpec } from '../../../shared/insights/retention/spec';
import { Chart } from '../../charts/chart';
import { ChartLegend } from '../../parts/chart-legend';
import { Report, ReportCard } from '../../parts/insight-report';
import { phrasesText } from '../../parts/phrases';
import { propertyLabel } from '../../parts/property-words';
import { useSentence } from '../../parts/result-context';
import { useLook } from '../../parts/use-look';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatCount, formatPlural, formatShare } from '../../ui/number-format';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { Stat } from '../../ui/stat';
import { curveLines, drawCurve } from './draw-curve';
import { heatGrid } from './heat-rows';
import { HeatTable, type CellLook } from './heat-table';
import css from './retention.module.css';
import {
  cohortLabel,
  cohortTitle,
  columnNames,
  lastSolidColumn,
  membersOf,
  spokenColumn,
  valueName,
} from './retention-words';

const LOOKS = [
  { value: 'share', label: 'Share' },
  { value: 'count', label: 'People' },
] as const;

const EVERYBODY = 'all';

export interface RetentionReportProps {
  readonly spec: RetentionSpec;
  readonly result: RetentionResult;
  readonly timeZone: string;
  /** UTC ms of the last event there is. */
  readonly dataEnd: number;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (cell: RetentionCell) => void;
  /** Compares those who stopped coming back with those who went on; absent where the data is too short to tell. */
  readonly onLeaving?: (() => void) | undefined;
}

export function RetentionReport({ spec, result, timeZone, dataEnd, stale, onOpen, onLeaving }: RetentionReportProps) {
  const [look, setLook] = useLook<CellLook>('retention', ['share', 'count']);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string>();
  const lines = useMemo(() => curveLines(result), [result]);
  const shown = useMemo(() => lines.filter(({ key }) => !hidden.has(key)), [lines, hidden]);
  const drawing = useMemo(() => drawCurve(spec, result, shown), [spec, result, shown]);
  const part = result.breakdowns?.find(({ value }) => value === chosen);
  const grid = useMemo(() => heatGrid(spec, part ?? result, dataEnd), [spec, part, result, dataEnd]);
  const sentence = useSentence();
  const columns = columnNames(spec);
  const column = spokenColumn(result);
  const solid = lastSolidColumn(result);
  const property = spec.breakdown?.property;
  if (membersOf(result) === 0) {
    const text = phrasesText(sentence);
    return <EmptyState icon={Repeat} title="No cohorts" text={`${text} Choose other days above, or another event.`} />;
  }
  return (
    <Report
      stale={stale}
      stats={
        <>
          <Stat label={columns[column]?.short ?? ''} value={formatShare(result.average[column])} size="l" />
          {solid > column && <Stat label={columns[solid]?.short ?? ''} value={formatShare(result.average[solid])} />}
          <Stat label="Cohorts" value={formatCount(result.cohorts.length)} />
          <Stat label="People" value={formatCount(membersOf(result))} />
        </>
      }
    >
      <ReportCard
        title={property === undefined ? 'Average over the cohorts' : `Average by ${propertyLabel(property)}`}
        actions={
          onLeaving && (
            <div className={css['besideSwitch']}>
              <Button size="s" variant="ghost" icon={Scale} onClick={onLeaving}>
                What predicts leaving
              </Button>
            </div>
          )
        }
      >
        <Chart {...drawing} height={180} />
        {result.breakdowns !== undefined && (
          <div className={css['legend']}>
            <ChartLegend
              entries={lines.map(({ key, name, color, values, size }) => ({
                key,
                name,
                detail: formatPlural(size, 'person', 'people'),
                color,
                values,
                figure: formatShare(values[column]),
              }))}
              hidden={hidden}
              onHidden={setHidden}
            />
          </div>
        )}
      </ReportCard>
      <ReportCard
        title="Cohorts"
        actions={
          <div className={css['tools']}>
            {result.breakdowns !== undefined && (
              <Select
                label="Cohorts of"
                size="s"
                value={part?.value ?? EVERYBODY}
                options={[
                  { value: EVERYBODY, label: 'Everybody' },
                  ...result.breakdowns.map(({ value }) => ({ value, label: valueName(value) })),
                ]}
                onChange={(value) => {
                  setChosen(value === EVERYBODY ? undefined : value);
                }}
              />
            )}
            <span className={css['scale']} aria-hidden>
              0
              <span className={css['ramp']} />
              {formatShare(grid.top)}
            </span>
            <Segmented label="In the cells" size="s" value={look} options={LOOKS} onChange={setLook} />
          </div>
        }
      >
        <HeatTable
          grid={grid}
          columns={columns}
          cohorts={grid.rows.map(({ start }) => ({
            label: cohortLabel(Date.parse(start), spec.interval, timeZone),
            title: cohortTitle(Date.parse(start), spec.interval, timeZone),
          }))}
          look={look}
          onOpen={({ cohort, column: period }) => {
            onOpen({
              cohort,
              ...(period === undefined ? {} : { period }),
              ...(part === undefined ? {} : { breakdown: part.value }),
            });
          }}
        />
      </ReportCard>
    </Report>
  );
}
