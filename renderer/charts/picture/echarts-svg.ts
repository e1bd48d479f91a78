/** ECharts with its SVG renderer, for pictures that leave the window; loaded when the first is asked for. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

register([LineChart, BarChart, GridComponent, SVGRenderer]);

export type { EChartsType };

/** An instance without an element. */
export const startEcharts = (width: number, height: number): EChartsType =>
  // ECharts' types know only elements; without one its `ssr` mode is meant.
  init(null as unknown as HTMLElement, undefined, { renderer: 'svg', ssr: true, width, height });
