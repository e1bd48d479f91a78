/** An ECharts drawing as a picture: the same option through ECharts' own SVG renderer, without a page. */
import type { Drawing } from '../drawing';
import { mapColors } from '../resolve-colors';
import type { EChartsType } from './echarts-svg';
import { FONT, type Picture } from './picture';
import { tag, type Pen } from './svg';

export type StartEcharts = (width: number, height: number) => EChartsType;

/** `start` makes an instance of ECharts that draws SVG and needs no element. */
export function drawingPicture(drawing: Drawing, height: number, start: StartEcharts): Picture {
  const { series } = drawing.hover;
  return {
    // One series is what the title says.
    ...(series.length > 1 ? { legend: series.map(({ name, color }) => ({ name, color })) } : {}),
    draw: (pen, width, prefix) => ({ body: drawOption(pen, drawing, width, height, prefix, start), height }),
  };
}

function drawOption(
  pen: Pen,
  { option }: Drawing,
  width: number,
  height: number,
  prefix: string,
  start: StartEcharts,
): string {
  const chart = start(width, height);
  const resolve = (css: string): string => {
    const { color, opacity } = pen.paint(css);
    return opacity === 1 ? color : withOpacity(color, opacity);
  };
  chart.setOption({
    ...(mapColors(option, resolve) as object),
    animation: false,
    textStyle: { fontFamily: FONT },
  });
  const printed = chart.renderToSVGString({ useViewBox: false });
  chart.dispose();
  return tag('svg', { width, height, overflow: 'visible' }, innerOf(printed, prefix));
}

const withOpacity = (color: string, opacity: number): string => {
  const channel = (at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
  return `rgba(${channel(1)},${channel(3)},${channel(5)},${opacity})`;
};

/** What is inside the document that ECharts prints, its ids made this picture's own. */
function innerOf(printed: string, prefix: string): string {
  return (
    printed
      .replace(/^[^]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      // What happens under a pointer has no place in a file.
      .replaceAll(/<style[^]*?<\/style>/g, '')
      .replaceAll(/ class="[^"]*"/g, '')
      .replaceAll(/\bid="([^"]+)"/g, `id="${prefix}$1"`)
      .replaceAll(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
      .replaceAll(/href="#([^"]+)"/g, `href="#${prefix}$1"`)
  );
}
