/**
 * SVG as text, for charts that leave the window. Colours go through the pen, which knows what a token is in the theme;
 * files carry plain `#rrggbb` and an opacity, since few programs read `rgba()` or `oklch()`. Pure.
 */

/** What drawing needs of the world. */
export interface Pen {
  /** A CSS colour, tokens too, as `#rrggbb` and its opacity, 0 to 1. */
  readonly paint: (css: string) => { readonly color: string; readonly opacity: number };
  /** Pixels that a text takes. */
  readonly measure: (text: string, size: number, weight: number) => number;
}

/** Attributes; `fill` and `stroke` may be any CSS colour. Undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML takes it: escaped, without the characters that XML has no way to write. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(/[^\P{Cc}\t\n\r]|\p{Surrogate}|[\ufffe\uffff]/gu, '')
    .replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? '');

/** Two decimals are finer than any screen. */
const printNumber = (value: number): string => String(Math.round(value * 100) / 100);

/** One element; `inner` is SVG already. */
export function tag(name: string, attributes: Attributes, inner = ''): string {
  const printed = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? printNumber(value) : escapeXml(value ?? '')}"`)
    .join('');
  return inner === '' ? `<${name}${printed}/>` : `<${name}${printed}>${inner}</${name}>`;
}

/** One element whose `fill` and `stroke` are CSS colours. */
export function shape(pen: Pen, name: string, attributes: Attributes, inner = ''): string {
  const resolved: Record<string, string | number | undefined> = { ...attributes };
  for (const member of ['fill', 'stroke', 'stop-color'] as const) {
    const css = attributes[member];
    if (typeof css !== 'string' || css === 'none' || css.startsWith('url(')) continue;
    const { color, opacity } = pen.paint(css);
    resolved[member] = color;
    const key = member === 'stop-color' ? 'stop-opacity' : `${member}-opacity`;
    if (opacity < 1) resolved[key] = Math.round(opacity * 1000) / 1000;
  }
  return tag(name, resolved, inner);
}

export interface TextStyle {
  readonly size?: number;
  readonly weight?: number;
  /** CSS colour. */
  readonly color?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Cut with an ellipsis beyond so many pixels. */
  readonly room?: number;
  /** CSS colour of a rim around the letters, where they stand on a picture. */
  readonly rim?: string;
}

/** One line; `y` is its baseline. */
export function text(pen: Pen, x: number, y: number, words: string, style: TextStyle = {}): string {
  const { size = 12, weight = 400, color = 'var(--ink)', anchor = 'start', room, rim } = style;
  return shape(
    pen,
    'text',
    {
      x,
      y,
      'font-size': size,
      'font-weight': weight === 400 ? undefined : weight,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      fill: color,
      ...(rim === undefined
        ? {}
        : { stroke: rim, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }),
    },
    escapeXml(room === undefined ? words : cut(pen, words, room, size, weight)),
  );
}

/** The text, or as much of it as fits with an ellipsis. */
export function cut(pen: Pen, words: string, room: number, size: number, weight = 400): string {
  if (pen.measure(words, size, weight) <= room) return words;
  const signs = Array.from(words);
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pen.measure(`${signs.slice(0, middle).join('').trimEnd()}…`, size, weight) <= room) low = middle;
    else high = middle - 1;
  }
  return `${signs.slice(0, low).join('').trimEnd()}…`;
}

/** The text in lines no wider than `room`, broken between words; a word that is wider stands alone. */
export function wrap(pen: Pen, words: string, room: number, size: number, weight = 400): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || pen.measure(longer, size, weight) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}
