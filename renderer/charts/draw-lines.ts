/** Series over time buckets as lines, an area or bars. Pure: colours are named, not resolved. */
import { formatBucket, formatShortDay, formatClock } from '../ui/time-format';
import type { Drawing } from './drawing';

export type { Drawing } from './drawing';

export interface LinesInput {
  readonly title: string;
  /** Bucket starts, UTC ms. */
  readonly buckets: readonly number[];
  readonly interval: 'hour' | 'day' | 'week' | 'month';
  readonly timeZone: string;
  readonly series: readonly {
    readonly name: string;
    readonly color: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly look: 'line' | 'area' | 'bar';
  readonly format: (value: number | null) => string;
  /** For the axis, where shorter is better. */
  readonly formatAxis?: (value: number) => string;
  /** The last bucket is not over: it is drawn dashed, since it will still grow. */
  readonly incomplete?: boolean;
  readonly note?: (index: number) => string;
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' });

function axisLabel(ms: number, interval: LinesInput['interval'], timeZone: string): string {
  switch (interval) {
    case 'hour': {
      const clock = formatClock(ms, timeZone).slice(0, 5);
      return clock === '00:00' ? formatShortDay(ms, timeZone) : clock;
    }
    case 'month':
      // A bucket starts at midnight of its zone; noon two weeks on is in that month in every zone.
      return MONTH.format(ms + 14 * 86_400_000);
    case 'day':
    case 'week':
      return formatShortDay(ms, timeZone);
  }
}

export function drawLines(input: LinesInput): Drawing {
  const { title, buckets, interval, timeZone, series, look, format, incomplete = false } = input;
  const titles = buckets.map((ms) => formatBucket(ms, interval, timeZone));
  const formatAxis = input.formatAxis ?? ((value: number) => format(value));
  return {
    option: {
      animationDuration: 220,
      animationDurationUpdate: 220,
      grid: { left: 4, right: 14, top: 14, bottom: 2, containLabel: true },
      xAxis: {
        type: 'category',
        data: buckets.map((ms) => axisLabel(ms, interval, timeZone)),
        boundaryGap: look === 'bar',
        axisLine: { lineStyle: { color: 'var(--line-strong)' } },
        axisTick: { show: false },
        axisLabel: { color: 'var(--ink-3)', fontSize: 11, margin: 10, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        splitNumber: 4,
        // A count has no tenths; a small average may need them.
        ...(series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value)))
          ? { minInterval: 1 }
          : {}),
        axisLabel: { color: 'var(--ink-3)', fontSize: 11, formatter: formatAxis },
        splitLine: { lineStyle: { color: 'var(--line)' } },
      },
      series: series.flatMap(({ name, color, values }) =>
        look === 'bar' ? [bars(name, color, values, incomplete)] : lines(name, color, values, incomplete, look),
      ),
    },
    table: {
      columns: [`${interval[0]?.toUpperCase() ?? ''}${interval.slice(1)}`, ...series.map(({ name }) => name)],
      rows: titles.map((name, index) => [name, ...series.map(({ values }) => format(values[index] ?? null))]),
    },
    summary: summarise(title, titles, series, format),
    hover: {
      titles: titles.map((name, index) => (incomplete && index === titles.length - 1 ? `${name} (so far)` : name)),
      series,
      format,
      sideBySide: look === 'bar',
      ...(input.note === undefined ? {} : { note: input.note }),
    },
  };
}

type Values = readonly (number | null)[];

/** A solid line, and where the last bucket is not over a dashed one for its last stretch. */
function lines(name: string, color: string, values: Values, incomplete: boolean, look: 'line' | 'area'): object[] {
  const isAlone = values.length === 1;
  const base = {
    type: 'line',
    name,
    showSymbol: isAlone,
    symbol: 'circle',
    symbolSize: 6,
    silent: true,
    emphasis: { disabled: true },
    itemStyle: { color },
    lineStyle: { color, width: 2, join: 'round', cap: 'round' },
  };
  const area = {
    areaStyle: {
      color: {
        type: 'linear',
        x: 0,
        y: 0,
        x2: 0,
        y2: 1,
        colorStops: [
          { offset: 0, color: `color-mix(in oklch, ${color} 22%, transparent)` },
          { offset: 1, color: `color-mix(in oklch, ${color} 1%, transparent)` },
        ],
      },
    },
  };
  const solid = { ...base, ...(look === 'area' ? area : {}) };
  if (!incomplete || isAlone) return [{ ...solid, data: values }];
  const last = values.length - 1;
  return [
    { ...solid, data: values.map((value, index) => (index === last ? null : value)) },
    {
      ...base,
      data: values.map((value, index) => (index >= last - 1 ? value : null)),
      lineStyle: { color, width: 2, type: [4, 4] },
    },
  ];
}

function bars(name: string, color: string, values: Values, incomplete: boolean): object {
  const last = values.length - 1;
  return {
    type: 'bar',
    name,
    barMaxWidth: 34,
    barGap: '8%',
    barCategoryGap: '28%',
    silent: true,
    itemStyle: { color, borderRadius: [3, 3, 0, 0] },
    data: values.map((value, index) =>
      incomplete && index === last
        ? {
            value,
            itemStyle: {
              color: `color-mix(in oklch, ${color} 28%, transparent)`,
              borderColor: color,
              borderType: 'dashed',
            },
          }
        : value,
    ),
  };
}

/** Names the series, the span, and of each its highest point and where it ended. */
function summarise(
  title: string,
  titles: readonly string[],
  series: LinesInput['series'],
  format: LinesInput['format'],
): string {
  const span = titles.length === 0 ? 'no data' : `${titles[0] ?? ''} to ${titles.at(-1) ?? ''}`;
  const parts = series.slice(0, 5).map(({ name, values }) => {
    const known = values.map((value, index) => ({ value, index })).filter(({ value }) => value !== null);
    const top = known.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
    if (top === undefined) return `${name}: no values`;
    return `${name}: highest ${format(top.value)} on ${titles[top.index] ?? ''}, last ${format(values.at(-1) ?? null)}`;
  });
  const more = series.length > 5 ? ` And ${series.length - 5} more.` : '';
  return `${title}, ${span}. ${parts.join('. ')}.${more}`;
}
