/** What a chart gives to be taken out of the window, and the sheet that several of them are laid on. Pure. */
import { escapeXml, shape, tag, text, wrap, type Pen } from './svg';

/** A drawing without a place: its elements begin at 0, 0. */
export interface Sketch {
  /** SVG elements. */
  readonly body: string;
  /** Pixels. */
  readonly height: number;
}

export interface LegendMark {
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}

export interface Picture {
  /** Of its card, where it has one. */
  readonly title?: string | undefined;
  readonly legend?: readonly LegendMark[];
  /** Draws it so wide, in pixels. Ids within begin with `prefix`, so that pictures on one sheet do not meet. */
  readonly draw: (pen: Pen, width: number, prefix: string) => Sketch;
}

export interface Sheet {
  readonly title: string;
  /** Below the title; absent where there is none. */
  readonly sentence?: string | undefined;
  /** At the foot: where the figures are from. */
  readonly source: string;
  readonly pictures: readonly Picture[];
  /** Pixels. */
  readonly width: number;
}

export const FONT = "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const MARGIN = 32;
const GAP = 34;

/** The sheet as an SVG document. */
export function printSheet(pen: Pen, { title, sentence, source, pictures, width }: Sheet): string {
  const room = width - 2 * MARGIN;
  const parts: string[] = [];
  let y = MARGIN + 18;
  parts.push(text(pen, MARGIN, y, title, { size: 20, weight: 620, room }));
  y += 8;
  for (const line of sentence === undefined ? [] : wrap(pen, sentence, Math.min(room, 900), 13)) {
    y += 20;
    parts.push(text(pen, MARGIN, y, line, { size: 13, color: 'var(--ink-2)' }));
  }
  for (const [index, picture] of pictures.entries()) {
    y += GAP;
    if (picture.title !== undefined) {
      parts.push(text(pen, MARGIN, y, picture.title, { size: 13, weight: 600, room }));
      y += 16;
    }
    if (picture.legend !== undefined && picture.legend.length > 0) {
      const legend = drawLegend(pen, picture.legend, room);
      parts.push(tag('g', { transform: `translate(${MARGIN} ${y})` }, legend.body));
      y += legend.height + 8;
    }
    const sketch = picture.draw(pen, room, `p${index}-`);
    parts.push(tag('g', { transform: `translate(${MARGIN} ${y})` }, sketch.body));
    y += sketch.height;
  }
  y += GAP;
  parts.push(text(pen, MARGIN, y, source, { size: 11, color: 'var(--ink-3)', room }));
  const height = Math.ceil(y + MARGIN - 12);
  const ground = shape(pen, 'rect', { width, height, fill: 'var(--surface)' });
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    'xmlns:xlink': 'http://www.w3.org/1999/xlink',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT,
    role: 'img',
  };
  const named = tag('title', {}, escapeXml(sentence === undefined ? title : `${title}. ${sentence}`));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('svg', attributes, [named, ground, ...parts].join('\n'))}\n`;
}

function drawLegend(pen: Pen, marks: readonly LegendMark[], room: number): Sketch {
  const parts: string[] = [];
  let [x, y] = [0, 12];
  for (const { name, color } of marks) {
    const width = Math.min(pen.measure(name, 12, 400), room - 18);
    if (x > 0 && x + 18 + width > room) [x, y] = [0, y + 20];
    parts.push(shape(pen, 'rect', { x, y: y - 9, width: 10, height: 10, rx: 3, fill: color }));
    parts.push(text(pen, x + 16, y, name, { color: 'var(--ink-2)', room: width + 1 }));
    x += 16 + width + 20;
  }
  return { body: parts.join(''), height: y + 6 };
}
