/** Pictures as files: the sheet as SVG text, and the same as pixels. The only part that needs a page. */
import { blend, parseColor, type Rgba } from '../../ui/color';
import { colorResolver } from '../resolve-colors';
import { embedFonts } from './embed-fonts';
import { FONT, printSheet, type Sheet } from './picture';
import type { Pen } from './svg';

/** Pixels of a PNG for one of the picture. */
const SHARPNESS = 2;

/** The theme in force around `within`. */
export function pagePen(within: HTMLElement): { readonly pen: Pen; readonly done: () => void } {
  const { resolve, done } = colorResolver(within);
  const context = document.createElement('canvas').getContext('2d');
  return {
    pen: {
      paint: (css) => {
        const color = parseColor(resolve(css)) ?? BLACK;
        return { color: printHex(color), opacity: color.a };
      },
      measure: (words, size, weight) => {
        if (context === null) return words.length * size * 0.56;
        context.font = `${weight} ${size}px ${FONT}`;
        return context.measureText(words).width * OTHER_FONT;
      },
    },
    done,
  };
}

/** Where the file is opened another font may stand in, and most are wider. */
const OTHER_FONT = 1.05;

const BLACK: Rgba = { r: 0, g: 0, b: 0, a: 1 };

const printHex = (color: Rgba): string => {
  const { r, g, b } = blend({ ...color, a: 1 }, BLACK);
  return `#${[r, g, b]
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
};

/** The sheet in the theme of the page. */
export function sheetSvg(sheet: Sheet, within: HTMLElement = document.body): string {
  const { pen, done } = pagePen(within);
  try {
    return printSheet(pen, sheet);
  } finally {
    done();
  }
}

/** An SVG document as PNG, twice as fine. Throws where the browser cannot draw it. */
export async function svgToPng(svg: string): Promise<Blob> {
  const lettered = await embedFonts(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(lettered)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * SHARPNESS);
  canvas.height = Math.round(image.naturalHeight * SHARPNESS);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gave no canvas to draw the picture on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/png');
  });
  if (blob === null) {
    throw new Error(`The picture of ${canvas.width} × ${canvas.height} pixels is too large; save it as SVG instead.`);
  }
  return blob;
}
