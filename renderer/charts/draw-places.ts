/** Series over named places (buckets of time, periods, numbers of days) as lines, areas, bars or stacks. Pure. */
import type { Drawing } from './drawing';

type Values = readonly (number | null)[];

export interface PlacesSeries {
  readonly name: string;
  readonly color: string;
  readonly values: Values;
  /** Stands behind another to compare with: dashed and pale, and always over. */
  readonly faint?: boolean | undefined;
}

export interface PlacesInput {
  readonly title: string;
  /** What a place is, as the head of the table's first column: «Week», «Active days». */
  readonly place: string;
  /** In full, for the table and the hover; as many as values. */
  readonly titles: readonly string[];
  /** In short, for the axis. */
  readonly axis: readonly string[];
  /** Which places are named on the axis; as many as there is room for, where it is left out. */
  readonly isNamed?: ((index: number) => boolean) | undefined;
  readonly series: readonly PlacesSeries[];
  /** `stack`: bars upon one another, those below zero downwards. */
  readonly look: 'line' | 'area' | 'bar' | 'stack';
  readonly format: (value: number | null) => string;
  /** For the axis, where shorter is better. */
  readonly formatAxis?: ((value: number) => string) | undefined;
  /** The last place is not over: it is drawn apart, since it will still grow. */
  readonly incomplete?: boolean | undefined;
  readonly note?: ((index: number) => string) | undefined;
}

export function drawPlaces(input: PlacesInput): Drawing {
  const { title, place, titles, axis, series, look, format, incomplete = false } = input;
  const formatAxis = input.formatAxis ?? ((value: number) => format(value));
  const isBars = look === 'bar' || look === 'stack';
  return {
    option: {
      animationDuration: 220,
      animationDurationUpdate: 220,
      grid: { left: 4, right: 14, top: 14, bottom: 2, containLabel: true },
      xAxis: {
        type: 'category',
        data: axis,
        boundaryGap: isBars,
        axisLine: { lineStyle: { color: 'var(--line-strong)' } },
        axisTick: { show: false },
        axisLabel: {
          color: 'var(--ink-3)',
          fontSize: 11,
          margin: 10,
          hideOverlap: true,
          ...(input.isNamed === undefined ? {} : { interval: input.isNamed }),
        },
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
      series: series.flatMap(({ name, color, values, faint = false }) => {
        if (look === 'bar' || look === 'stack') {
          return [bars(name, faint ? pale(color) : color, values, incomplete && !faint, look)];
        }
        return faint ? [faintLine(name, color, values)] : lines(name, color, values, incomplete, look);
      }),
    },
    table: {
      columns: [place, ...series.map(({ name }) => name)],
      rows: titles.map((name, index) => [name, ...series.map(({ values }) => format(values[index] ?? null))]),
    },
    summary: summarise(title, titles, series, format),
    hover: {
      titles: titles.map((name, index) => (incomplete && index === titles.length - 1 ? `${name} (so far)` : name)),
      series,
      format,
      sideBySide: isBars,
      ...(look === 'stack' ? { stacked: true } : {}),
      ...(input.note === undefined ? {} : { note: input.note }),
    },
  };
}

const pale = (color: string): string => `color-mix(in oklch, ${color} 38%, transparent)`;

const lineBase = (name: string, color: string, isAlone: boolean): object => ({
  type: 'line',
  name,
  showSymbol: isAlone,
  symbol: 'circle',
  symbolSize: 6,
  silent: true,
  emphasis: { disabled: true },
  itemStyle: { color },
});

const faintLine = (name: string, color: string, values: Values): object => ({
  ...lineBase(name, pale(color), values.length === 1),
  lineStyle: { color: `color-mix(in oklch, ${color} 55%, transparent)`, width: 1.5, type: [5, 4], join: 'round' },
  data: values,
  z: 1,
});

/** A solid line, and where the last place is not over a dashed one for its last stretch. */
function lines(name: string, color: string, values: Values, incomplete: boolean, look: 'line' | 'area'): object[] {
  const isAlone = values.length === 1;
  const base = { ...lineBase(name, color, isAlone), lineStyle: { color, width: 2, join: 'round', cap: 'round' } };
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

function bars(name: string, color: string, values: Values, incomplete: boolean, look: 'bar' | 'stack'): object {
  const last = values.length - 1;
  return {
    type: 'bar',
    name,
    barMaxWidth: look === 'stack' ? 46 : 34,
    barGap: '8%',
    barCategoryGap: '28%',
    silent: true,
    ...(look === 'stack' ? { stack: 'all' } : {}),
    // Within a stack, rounded corners would leave gaps; a hairline of the ground parts the pieces instead.
    itemStyle:
      look === 'stack'
        ? { color, borderColor: 'var(--surface)', borderWidth: 0.5 }
        : { color, borderRadius: [3, 3, 0, 0] },
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

/** Names the series, the span, and of each its highest place and where it ended. */
function summarise(
  title: string,
  titles: readonly string[],
  series: PlacesInput['series'],
  format: PlacesInput['format'],
): string {
  const span = titles.length === 0 ? 'no data' : `${titles[0] ?? ''} to ${titles.at(-1) ?? ''}`;
  const parts = series.slice(0, 5).map(({ name, values }) => {
    const known = values.map((value, index) => ({ value, index })).filter(({ value }) => value !== null);
    const top = known.toSorted((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0))[0];
    if (top === undefined) return `${name}: no values`;
    return `${name}: highest ${format(top.value)} on ${titles[top.index] ?? ''}, last ${format(values.at(-1) ?? null)}`;
  });
  const more = series.length > 5 ? ` And ${series.length - 5} more.` : '';
  return `${title}, ${span}. ${parts.join('. ')}.${more}`;
}
