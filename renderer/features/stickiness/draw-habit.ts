/** From the results to bars: persons by active days, units by number of events. Pure. */
import type { FrequencyResult, FrequencySpec } from '../../../shared/insights/frequency/spec';
import type { StickinessResult, StickinessSpec } from '../../../shared/insights/stickiness/spec';
import { drawPlaces } from '../../charts/draw-places';
import type { Drawing } from '../../charts/drawing';
import { eventColor } from '../../charts/event-color';
import { matcherEvent, matcherTitle } from '../../parts/matcher-words';
import { formatCompact, formatCount, formatPlural, formatShare, NO_VALUE } from '../../ui/number-format';
import { binTitle, binWords, shareOf, stickyBars, unitName, type Reach } from './habit-words';

const count = (value: number | null): string => (value === null ? NO_VALUE : formatCount(value));

export function drawStickiness(spec: StickinessSpec, result: StickinessResult, reach: Reach): Drawing {
  const bars = stickyBars(result, reach);
  const more = reach === 'orMore' ? ' or more' : '';
  const drawing = drawPlaces({
    title: `People by number of ${spec.interval}s with ${matcherTitle(spec.match)}`,
    place: `Active ${spec.interval}s`,
    titles: bars.map((bar) => `${formatPlural(bar.count, spec.interval)}${more}`),
    axis: bars.map((bar) => `${bar.count}${reach === 'orMore' ? '+' : ''}`),
    series: [
      { name: 'People', color: eventColor(matcherEvent(spec.match)), values: bars.map(({ persons }) => persons) },
    ],
    look: 'bar',
    format: count,
    formatAxis: formatCompact,
    note: (index) => `${formatShare(bars[index]?.share)} of all who did it`,
  });
  return {
    ...drawing,
    table: {
      columns: [...drawing.table.columns, 'Share'],
      rows: drawing.table.rows.map((row, index) => [...row, formatShare(bars[index]?.share)]),
      series: 1,
    },
  };
}

export function drawFrequency(spec: FrequencySpec, result: FrequencyResult): Drawing {
  const { histogram, units } = result;
  const name = unitName(spec.per);
  const drawing = drawPlaces({
    title: `${name} by number of ${matcherTitle(spec.match)}`,
    place: 'Events',
    titles: histogram.map(binWords),
    axis: histogram.map(binTitle),
    series: [
      {
        name: `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`,
        color: eventColor(matcherEvent(spec.match)),
        values: histogram.map((bin) => bin.units),
      },
    ],
    look: 'bar',
    format: count,
    formatAxis: formatCompact,
    note: (index) => `${shareOf(histogram[index]?.units ?? 0, units)} of all`,
  });
  return {
    ...drawing,
    table: {
      columns: [...drawing.table.columns, 'Share'],
      rows: drawing.table.rows.map((row, index) => [...row, shareOf(histogram[index]?.units ?? 0, units)]),
      series: 1,
    },
  };
}
