/** Charts as files: well-formed SVG that says the numbers, without anything that only the page could resolve. */
import { describe, expect, test } from 'vitest';
import { correlation } from '../../../shared/insights/correlation';
import { funnel } from '../../../shared/insights/funnel';
import { funnelSpecSchema } from '../../../shared/insights/funnel/spec';
import { paths } from '../../../shared/insights/paths';
import { pathsSpecSchema } from '../../../shared/insights/paths/spec';
import { retention } from '../../../shared/insights/retention';
import { retentionSpecSchema } from '../../../shared/insights/retention/spec';
import { drawPlaces } from '../../../renderer/charts/draw-places';
import { drawingPicture } from '../../../renderer/charts/picture/drawing-picture';
import { startEcharts } from '../../../renderer/charts/picture/echarts-svg';
import { covers } from '../../../renderer/charts/picture/embed-fonts';
import { printSheet, type Picture } from '../../../renderer/charts/picture/picture';
import { cut, escapeXml, wrap, type Pen } from '../../../renderer/charts/picture/svg';
import { funnelPicture } from '../../../renderer/features/funnel/funnel-picture';
import { flowPicture } from '../../../renderer/features/paths/flow-picture';
import { heatPicture } from '../../../renderer/features/retention/heat-picture';
import { heatGrid } from '../../../renderer/features/retention/heat-rows';
import { columnNames } from '../../../renderer/features/retention/retention-words';
import { correlationPicture } from '../../../renderer/parts/correlation/correlation-picture';
import { CONVERTED } from '../../../renderer/parts/correlation/correlation-words';
import { eventLog } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';
import { readXml } from '../../support/xml';

/** Every letter is half as wide as high; every colour is one of two. */
const pen: Pen = {
  paint: (css) => ({ color: '#336699', opacity: css.includes('transparent') ? 0.25 : 1 }),
  measure: (words, size) => words.length * size * 0.5,
};

function printed(...pictures: Picture[]): string {
  return printSheet(pen, { title: 'A & B <c>', sentence: 'So it is.', source: 'Waymark', pictures, width: 800 });
}

/** What is written on a sheet besides its frame. */
function textsOf(svg: string): readonly string[] {
  const { texts } = readXml(svg);
  expect(texts.slice(0, 3)).toEqual(['A & B <c>. So it is.', 'A & B <c>', 'So it is.']);
  expect(texts.at(-1)).toBe('Waymark');
  expect(svg).not.toMatch(/var\(|oklch|color-mix|NaN|undefined|Infinity/);
  return texts.slice(3, -1);
}

const shop = eventLog`
  ana  09:00 visit  09:10 help  09:20 sign<up>  | d1/09:00 visit
  ben  09:00 visit  09:10 help  09:20 sign<up>
  cho  09:00 visit  09:10 error
  dan  09:00 visit
`;
const steps = [{ event: 'visit' }, { event: 'sign<up>' }];

describe('a funnel as a picture', () => {
  test('says counts, shares and times', () => {
    const spec = funnelSpecSchema.parse({ kind: 'funnel', steps });
    const svg = printed(funnelPicture(spec, runInsight(funnel, spec, shop)));
    const texts = textsOf(svg);
    expect(texts).toEqual(expect.arrayContaining(['1. visit', '2. sign<up>', '4', '2', 'people entered', '2 left']));
    expect(texts.join(' ')).toMatch(/50.% of previous 2 left half within 20.m/);
  });

  test('of twenty steps still fits the sheet', () => {
    const spec = funnelSpecSchema.parse({ kind: 'funnel', steps: Array.from({ length: 20 }, () => steps[0]) });
    const svg = printed(funnelPicture(spec, runInsight(funnel, spec, shop)));
    const scale = Number(/scale\(([\d.]+)\)/.exec(svg)?.[1]);
    // 19.6 columns of 112 pixels and the axis.
    expect(scale).toBeCloseTo((800 - 64) / (19.6 * 112 + 32), 3);
  });
});

test('cohorts as a picture have a cell for each period that has begun', () => {
  const spec = retentionSpecSchema.parse({
    kind: 'retention',
    start: { event: 'visit' },
    return: { event: 'visit' },
    interval: 'day',
    periods: 2,
  });
  const result = runInsight(retention, spec, shop);
  const grid = heatGrid(spec, result, Math.max(...shop.map(({ time }) => time)));
  const cohorts = grid.rows.map(({ start }) => ({ label: start.slice(0, 10), title: start }));
  const texts = textsOf(printed(heatPicture(grid, columnNames(spec), cohorts, 'count')));
  expect(texts.slice(0, 5)).toEqual(['Began', 'People', 'Day 0', 'Day 1', 'Day 2']);
  // Four began; one was back the next day, which is not over when the data ends. That day nobody began.
  expect(texts.slice(texts.indexOf('2026-03-02'))).toEqual(['2026-03-02', '4', '0', '1', '2026-03-03', '0']);
});

test('paths as a picture name every node with its sessions and ends', () => {
  const spec = pathsSpecSchema.parse({ kind: 'paths', of: 'events', within: 'session', steps: 3 });
  const svg = printed(flowPicture(spec, runInsight(paths, spec, shop)));
  const texts = textsOf(svg);
  expect(texts).toEqual(expect.arrayContaining(['Step 1', 'visit', 'help', 'error', 'sign<up>']));
  expect(texts.join(' ')).toMatch(/visit 5.+100.%/);
  const { elements, valuesOf } = readXml(svg);
  expect(elements).toContain('linearGradient');
  expect(valuesOf('fill')).toContain('url(#p0-fade)');
  expect(valuesOf('id')).toContain('p0-fade');
});

test('a correlation as a picture says shares and odds', () => {
  const spec = { kind: 'correlation', funnel: { kind: 'funnel', steps }, minCount: 1 };
  const texts = textsOf(printed(correlationPicture(runInsight(correlation, spec, shop), CONVERTED)));
  expect(texts.slice(0, 4)).toEqual(['÷ 64', '1', '× 64', 'No clear difference']);
  expect(texts.join(' ')).toMatch(/help × 25 100.% of those who converted did it, 0.% of those/);
});

describe('an ECharts drawing as a picture', () => {
  const drawing = drawPlaces({
    title: 'Visits',
    place: 'Day',
    titles: ['Monday', 'Tuesday', 'Wednesday'],
    axis: ['Mon', 'Tue', 'Wed'],
    series: [
      { name: 'visits', color: 'var(--cat-1)', values: [1, 5, 3] },
      { name: 'orders', color: 'var(--cat-2)', values: [0, 2, 1] },
    ],
    look: 'area',
    format: String,
  });

  test('has its axis and legend, and ids of its own beside another', () => {
    const svg = printed(drawingPicture(drawing, 240, startEcharts), drawingPicture(drawing, 240, startEcharts));
    const texts = textsOf(svg);
    expect(texts.slice(0, 2)).toEqual(['visits', 'orders']);
    expect(texts).toEqual(expect.arrayContaining(['Mon', 'Tue', 'Wed', '0', '2', '4', '5']));
    const { elements, valuesOf } = readXml(svg);
    expect(elements.filter((name) => name === 'path').length).toBeGreaterThan(4);
    const ids = valuesOf('id');
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    for (const used of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used[1]);
  });
});

describe('text on pictures', () => {
  test('is escaped, and rid of what XML cannot write', () => {
    expect(escapeXml('<a href="x">&\u0000\ud800\u{1f600}</a>')).toBe(
      '&lt;a href=&quot;x&quot;&gt;&amp;\u{1f600}&lt;/a&gt;',
    );
  });

  test('is cut and wrapped by its width', () => {
    expect(cut(pen, 'abcdefghij', 25, 10)).toBe('abcd…');
    expect(cut(pen, 'abcde', 25, 10)).toBe('abcde');
    expect(wrap(pen, 'one two three fourteen', 40, 10)).toEqual(['one two', 'three', 'fourteen']);
  });

  test('takes the font files that have its letters', () => {
    expect(covers('U+0000-00FF, U+0131', 'abc')).toBe(true);
    expect(covers('U+0400-04FF', 'abc')).toBe(false);
    expect(covers('U+04??', 'Ж')).toBe(true);
    expect(covers('', 'abc')).toBe(true);
  });
});
