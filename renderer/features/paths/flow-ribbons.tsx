/** The picture below the names: bars, bands and fading ends. Readers get the same from the buttons and the table. */
import { memo } from 'react';
import { cx } from '../../ui/cx';
import css from './flow.module.css';
import { BAR_WIDTH, type Flow } from './flow-layout';
import type { FlowPlace, Way } from './flow-way';

export interface FlowRibbonsProps {
  readonly flow: Flow;
  /** CSS colour by node. */
  readonly colors: ReadonlyMap<string, string>;
  /** What is lit; undefined where nothing is pointed at. */
  readonly way: Way | undefined;
  readonly onPoint: (place: FlowPlace | undefined) => void;
  readonly onOpen: (place: FlowPlace) => void;
}

export const FlowRibbons = memo(function FlowRibbons({ flow, colors, way, onPoint, onOpen }: FlowRibbonsProps) {
  const look = (lit: boolean | undefined): string => cx(lit === true && css['lit'], lit === false && css['faint']);
  const spots = (place: FlowPlace) => ({
    onPointerEnter: () => {
      onPoint(place);
    },
    onPointerLeave: () => {
      onPoint(undefined);
    },
    onClick: () => {
      onOpen(place);
    },
  });
  return (
    <svg aria-hidden className={css['picture']} width={flow.width} height={flow.height}>
      <defs>
        <linearGradient id="paths-fade" x1="0" x2="1" y1="0" y2="0">
          <stop offset="0" className={css['fadeStart']} />
          <stop offset="1" className={css['fadeEnd']} />
        </linearGradient>
      </defs>
      {flow.drops.map(({ node, shape }) => (
        <path
          key={node}
          d={shape}
          fill="url(#paths-fade)"
          data-drop={node}
          className={cx(css['drop'], look(way?.drops.has(node)))}
          {...spots({ of: 'drop', node })}
        />
      ))}
      {flow.links.map(({ id, link, shape }) => (
        <path
          key={id}
          d={shape}
          data-link={`${link.source} > ${link.target}`}
          className={cx(css['link'], look(way?.links.has(id)))}
          style={{ color: colors.get(link.source) }}
          {...spots({ of: 'link', source: link.source, target: link.target })}
        />
      ))}
      {flow.nodes.map(({ id, x, y, height }) => (
        <rect
          key={id}
          x={x}
          y={y}
          width={BAR_WIDTH}
          height={height}
          rx={Math.min(3, height / 2)}
          className={cx(css['bar'], look(way?.nodes.has(id)))}
          style={{ color: colors.get(id) }}
          {...spots({ of: 'node', id })}
        />
      ))}
    </svg>
  );
});
