/** Charts over made-up series. */
import { useMemo, useState } from 'react';
import { Chart } from '../../charts/chart';
import { drawLines } from '../../charts/draw-lines';
import { categoryColor } from '../../charts/event-color';
import { formatCompact, formatNumber } from '../../ui/number-format';
import css from './gallery.module.css';

const START = Date.UTC(2026, 0, 5);
const DAYS = 28;

/** A wave with a weekly dip: the same in every visit. */
const wave = (index: number): number[] =>
  Array.from({ length: DAYS }, (_, day) =>
    Math.round(220 - index * 34 + 60 * Math.sin(day / 4 + index) - (day % 7 > 4 ? 70 : 0)),
  );

const LOOKS = [
  { look: 'line', lines: 6 },
  { look: 'area', lines: 1 },
  { look: 'bar', lines: 2 },
] as const;

export function ChartSpecimens() {
  return (
    <div className={css['stack']}>
      {LOOKS.map(({ look, lines }) => (
        <Specimen key={look} look={look} lines={lines} />
      ))}
    </div>
  );
}

interface SpecimenProps {
  readonly look: 'line' | 'area' | 'bar';
  readonly lines: number;
}

function Specimen({ look, lines }: SpecimenProps) {
  const [opened, setOpened] = useState('');
  const drawing = useMemo(
    () =>
      drawLines({
        title: `${lines} series`,
        buckets: Array.from({ length: DAYS }, (_, day) => START + day * 86_400_000),
        interval: 'day',
        timeZone: 'UTC',
        series: Array.from({ length: lines }, (_, index) => ({
          name: `Series ${index + 1}`,
          color: categoryColor(index),
          values: wave(index),
        })),
        look,
        format: formatNumber,
        formatAxis: formatCompact,
        incomplete: true,
      }),
    [look, lines],
  );
  return (
    <div className={css['chart']}>
      <Chart
        {...drawing}
        height={220}
        onSelect={({ series, index }) => {
          setOpened(`Opened ${drawing.hover.series[series]?.name ?? ''} on ${drawing.hover.titles[index] ?? ''}`);
        }}
      />
      <p>{opened}</p>
    </div>
  );
}
