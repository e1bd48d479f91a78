/**
 * The flow: ribbons in SVG, over them the names as buttons that can be read, focused and pressed. Pointing at something
 * lights the whole way through it; arrow keys walk from node to node along the strongest links.
 */
import { useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import { useWidth } from '../../parts/timeline/use-width';
import { eventColors } from '../../ui/event-color';
import { cx } from '../../ui/cx';
import css from './flow.module.css';
import { layoutFlow } from './flow-layout';
import { FlowNode, type NodeAction } from './flow-node';
import { FlowRibbons } from './flow-ribbons';
import { FlowSight, useSight } from './flow-sight';
import { isInFlow, nodeByKey, wayThrough, type FlowPlace } from './flow-way';
import { nodeColor } from './node-color';
import { placeWords, stepTitle } from './paths-words';

export interface FlowChartProps {
  readonly spec: PathsSpec;
  readonly result: PathsResult;
  readonly summary: string;
  readonly onOpen: (place: FlowPlace) => void;
  readonly onAction: (action: NodeAction, name: string) => void;
}

export function FlowChart({ spec, result, summary, onOpen, onAction }: FlowChartProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(scroller);
  const colorsVersion = useSyncExternalStore(eventColors.subscribe, eventColors.version);
  const flow = useMemo(() => layoutFlow(result, width), [result, width]);
  const colors = useMemo(() => {
    const top = Math.max(1, ...result.nodes.map(({ sessions }) => sessions));
    return new Map(result.nodes.map((node) => [node.id, nodeColor(spec.of, node.name, node.sessions / top)]));
    // Events take their colours from a table outside React.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [result, spec.of, colorsVersion]);
  const [place, setPointed] = useState<FlowPlace>();
  const [current, setCurrent] = useState<string>();
  const [menuAt, setMenuAt] = useState<string>();
  // The next answer may not have it any more.
  const pointed = useMemo(() => (place !== undefined && isInFlow(flow, place) ? place : undefined), [flow, place]);
  const way = useMemo(() => (pointed === undefined ? undefined : wayThrough(flow, pointed)), [flow, pointed]);
  const here = flow.nodes.some(({ id }) => id === current) ? current : flow.nodes[0]?.id;
  const sight = useSight(scroller, flow.width);
  const unpoint = (): void => {
    setPointed(undefined);
  };

  const handleKey = (event: KeyboardEvent<HTMLElement>): void => {
    const id = (event.target as HTMLElement).closest('[data-node]')?.getAttribute('data-node');
    if (typeof id !== 'string' || (event.target as HTMLElement).closest('[data-walks]') === null) return;
    const target = nodeByKey(flow, id, event.key);
    if (target === undefined) return;
    event.preventDefault();
    const nodes = event.currentTarget.querySelectorAll<HTMLElement>('[data-node]');
    const next = [...nodes].find((element) => element.dataset['node'] === target);
    next?.querySelector<HTMLElement>('[data-walks]')?.focus();
  };

  const pitch = flow.width / Math.max(1, flow.steps.length);
  return (
    // The keys are those of the buttons within; the figure only hears them in one place.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <figure ref={figure} aria-label={summary} tabIndex={-1} className={css['figure']} onKeyDown={handleKey}>
      <div className={css['above']}>
        <p aria-hidden className={cx(css['readout'], 'num')}>
          {pointed === undefined
            ? 'Point at a name or a band to follow it; click it to see the people.'
            : placeWords(spec, result, pointed)}
        </p>
        <FlowSight spec={spec} steps={flow.steps} pitch={pitch} sight={sight} scroller={scroller} />
      </div>
      <div ref={scroller} className={css['scroller']} onPointerLeave={unpoint}>
        <div aria-hidden className={css['steps']} style={{ width: flow.width }}>
          {flow.steps.map((step) => (
            <span key={step} style={{ width: pitch }}>
              {stepTitle(spec, step)}
            </span>
          ))}
        </div>
        <div className={css['canvas']} style={{ width: flow.width, height: flow.height }}>
          <FlowRibbons flow={flow} colors={colors} way={way} onPoint={setPointed} onOpen={onOpen} />
          {flow.nodes.map((node) => (
            <FlowNode
              key={node.id}
              spec={spec}
              result={result}
              node={node}
              drop={flow.drops.find((drop) => drop.node === node.id)}
              room={pitch}
              isHere={node.id === here}
              way={way}
              isActive={menuAt === node.id || (pointed?.of === 'node' && pointed.id === node.id)}
              menuOpen={menuAt === node.id}
              onMenu={(open) => {
                setMenuAt(open ? node.id : undefined);
              }}
              onPoint={setPointed}
              onFocus={() => {
                setCurrent(node.id);
              }}
              onOpen={onOpen}
              onAction={(action) => {
                onAction(action, node.name);
                // What had the focus may be gone with the next answer.
                figure.current?.focus();
              }}
            />
          ))}
        </div>
      </div>
    </figure>
  );
}
