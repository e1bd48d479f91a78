/** The findings of a correlation as a picture that leaves the window: names, ranges on the axis, shares. Pure. */
import type { CorrelationResult, CorrelationRow } from '../../../shared/insights/correlation/spec';
import type { Picture, Sketch } from '../../charts/picture/picture';
import { shape, text, type Pen } from '../../charts/picture/svg';
import { certaintyWords, isFinding, sectionsOf, shareWords, subjectWords, type GroupWords } from './correlation-words';
import { factorWords, logAxis, type LogAxis } from './log-axis';

/** Pixels. */
const ROW = 30;
const TITLE = 34;
/** Of a section; a sheet is no list. */
const MOST = 12;
/** Where the columns begin, as parts of the width. */
const AXIS_AT = 0.25;
const AXIS_WIDTH = 0.25;
const ODDS_AT = 0.52;
const WORDS_AT = 0.59;

export function correlationPicture(result: CorrelationResult, words: GroupWords): Picture {
  const { more, less, rest } = sectionsOf(result);
  const sections = [
    { title: words.moreTitle, rows: more.slice(0, MOST) },
    { title: words.lessTitle, rows: less.slice(0, MOST) },
    ...(more.length + less.length > 0 ? [] : [{ title: 'No clear difference', rows: rest.slice(0, MOST) }]),
  ].filter(({ rows }) => rows.length > 0);
  return {
    draw: (pen, width) => {
      const axis = logAxis(sections.flatMap(({ rows }) => rows.map(({ oddsRatio }) => oddsRatio)));
      let y = 0;
      const parts = axis.ticks.map((tick) =>
        text(pen, atAxis(axis, tick, width), 12, factorWords(tick), {
          size: 11,
          color: 'var(--ink-3)',
          anchor: 'middle',
        }),
      );
      y += 8;
      for (const { title, rows } of sections) {
        parts.push(text(pen, 0, y + 22, title, { weight: 560, color: 'var(--ink-2)' }));
        y += TITLE;
        for (const row of rows) {
          parts.push(drawRow(pen, row, words, axis, y, width));
          y += ROW;
        }
      }
      return { body: parts.join(''), height: y } satisfies Sketch;
    },
  };
}

const atAxis = (axis: LogAxis, ratio: number, width: number): number => width * (AXIS_AT + AXIS_WIDTH * axis.at(ratio));

function drawRow(pen: Pen, row: CorrelationRow, words: GroupWords, axis: LogAxis, y: number, width: number): string {
  const tone = isFinding(row) ? (row.oddsRatio > 1 ? 'var(--good)' : 'var(--bad)') : 'var(--ink-3)';
  const middle = y + ROW / 2;
  const [low, high] = row.interval.map((ratio) => atAxis(axis, ratio, width));
  const line = `M${low ?? 0} ${middle}H${high ?? 0}`;
  return [
    text(pen, 0, middle + 4, subjectWords(row), { weight: 520, room: width * AXIS_AT - 16 }),
    shape(pen, 'path', { d: `M${atAxis(axis, 1, width)} ${y + 3}V${y + ROW - 3}`, stroke: 'var(--line-strong)' }),
    shape(pen, 'path', {
      d: line,
      stroke: `color-mix(in oklch, ${tone} 55%, transparent)`,
      'stroke-width': 2,
      'stroke-linecap': 'round',
    }),
    shape(pen, 'circle', { cx: atAxis(axis, row.oddsRatio, width), cy: middle, r: 4, fill: tone }),
    text(pen, width * ODDS_AT, middle + 4, factorWords(row.oddsRatio), { weight: 580 }),
    text(pen, width * WORDS_AT, middle + 4, `${shareWords(row, words)} (${certaintyWords(row)})`, {
      size: 11,
      color: 'var(--ink-2)',
      room: width * (1 - WORDS_AT),
    }),
  ].join('');
}
