/** The flow of paths as a picture that leaves the window: bars, bands, fading ends and their words. Pure. */
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import type { Picture } from '../../charts/picture/picture';
import { shape, tag, text, type Pen } from '../../charts/picture/svg';
import { formatCompact, formatShare } from '../../ui/number-format';
import { BAR_WIDTH, layoutFlow, type Flow, type PlacedNode } from './flow-layout';
import { nodeColor } from './node-color';
import { nodeTitle, stepTitle } from './paths-words';

/** Pixels above the flow, for the names of the steps. */
const HEAD = 26;

export function flowPicture(spec: PathsSpec, result: PathsResult): Picture {
  return {
    draw: (pen, width, prefix) => {
      const flow = layoutFlow(result, width);
      const most = Math.max(1, ...result.nodes.map(({ sessions }) => sessions));
      const colorOf = (name: string, sessions: number): string => nodeColor(spec.of, name, sessions / most);
      const body = [
        fade(pen, `${prefix}fade`),
        drawSteps(pen, spec, flow),
        tag('g', { transform: `translate(0 ${HEAD})` }, drawFlow(pen, spec, result, flow, colorOf, `${prefix}fade`)),
      ].join('');
      // Many steps make it wider than the sheet.
      const scale = Math.min(1, width / Math.max(1, flow.width));
      return {
        body: scale === 1 ? body : tag('g', { transform: `scale(${scale.toFixed(4)})` }, body),
        height: (HEAD + flow.height) * scale,
      };
    },
  };
}

const fade = (pen: Pen, id: string): string =>
  tag(
    'defs',
    {},
    tag(
      'linearGradient',
      { id },
      shape(pen, 'stop', { offset: 0, 'stop-color': 'color-mix(in oklch, var(--ink-3) 42%, transparent)' }) +
        shape(pen, 'stop', { offset: 1, 'stop-color': 'color-mix(in oklch, var(--ink-3) 0%, transparent)' }),
    ),
  );

function drawSteps(pen: Pen, spec: PathsSpec, flow: Flow): string {
  const pitch = flow.width / Math.max(1, flow.steps.length);
  const style = { size: 11, weight: 520, color: 'var(--ink-3)' };
  return flow.steps.map((step, column) => text(pen, column * pitch, 14, stepTitle(spec, step), style)).join('');
}

function drawFlow(
  pen: Pen,
  spec: PathsSpec,
  result: PathsResult,
  flow: Flow,
  colorOf: (name: string, sessions: number) => string,
  fadeId: string,
): string {
  const colors = new Map(flow.nodes.map(({ id, name, sessions }) => [id, colorOf(name, sessions)]));
  const pitch = flow.width / Math.max(1, flow.steps.length);
  return [
    ...flow.drops.map((drop) => tag('path', { d: drop.shape, fill: `url(#${fadeId})` })),
    ...flow.links.map(({ link, shape: d }) =>
      shape(pen, 'path', { d, fill: `color-mix(in oklch, ${colors.get(link.source) ?? ''} 20%, transparent)` }),
    ),
    ...flow.nodes.map(({ id, x, y, height }) =>
      shape(pen, 'rect', { x, y, width: BAR_WIDTH, height, rx: Math.min(3, height / 2), fill: colors.get(id) }),
    ),
    ...flow.nodes.map((node) => drawWords(pen, spec, result, node, pitch)),
    ...flow.drops.map(({ node, sessions, labelY }) => {
      const x = (flow.nodes.find(({ id }) => id === node)?.x ?? 0) + BAR_WIDTH + 8;
      const words = `${formatCompact(sessions)} ended`;
      return text(pen, x, labelY + 12, words, { size: 11, color: 'var(--ink-2)', rim: 'var(--surface)' });
    }),
  ].join('');
}

function drawWords(pen: Pen, spec: PathsSpec, result: PathsResult, node: PlacedNode, pitch: number): string {
  const x = node.x + BAR_WIDTH + 8;
  const room = pitch - BAR_WIDTH - 16;
  const rim = 'var(--surface)';
  const figures = `${formatCompact(node.sessions)}  ${formatShare(node.sessions / result.sessions)}`;
  return [
    text(pen, x, node.y + 12, nodeTitle(spec.of, node.name), { size: 13, weight: 540, room, rim }),
    text(pen, x, node.y + 28, figures, { color: 'var(--ink-2)', room, rim }),
  ].join('');
}
