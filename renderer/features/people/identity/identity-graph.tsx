/** The ids of a person as a picture: what joined them as lines, what was refused as dashed ones, each to be opened. */
import { Ban, Fingerprint, Smartphone, UserRound } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { IdentityGraph as Graph } from '../../../../shared/contract/identity';
import { REFUSAL_WORDS, ROLE_WORDS, STATEMENT_WORDS } from '../../../parts/identity-words';
import { useWidth } from '../../../parts/timeline/use-width';
import { cx } from '../../../ui/cx';
import { formatPlural } from '../../../ui/number-format';
import { layOutGraph, NODE_HEIGHT, type Link } from './graph-layout';
import css from './identity-graph.module.css';

const ROLE_ICONS = { user: UserRound, anonymous: Smartphone, plain: Fingerprint };

export type Selection = { readonly node: number } | { readonly link: number };

export interface IdentityGraphProps {
  readonly graph: Graph;
  readonly links: readonly Link[];
  readonly selected: Selection | undefined;
  readonly onSelect: (selection: Selection) => void;
}

const linkWords = (link: Link, nodes: Graph['nodes']): string => {
  const between = `${nodes[link.a]?.id ?? ''} and ${nodes[link.b]?.id ?? ''}`;
  const by = link.kinds.map((kind) => STATEMENT_WORDS[kind]).join(', ');
  if (link.state === 'joined') return `${between}, joined by ${by}`;
  if (link.state === 'shared') return `${between}, a device used in turn, by ${by}`;
  return `${between}, kept apart: ${link.reason === undefined ? 'not followed' : REFUSAL_WORDS[link.reason].short}`;
};

export function IdentityGraph({ graph, links, selected, onSelect }: IdentityGraphProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const layout = useMemo(() => layOutGraph(graph.nodes, links, Math.max(width, 440)), [graph, links, width]);
  const chosenLink = selected !== undefined && 'link' in selected ? selected.link : undefined;
  const chosenNode = selected !== undefined && 'node' in selected ? selected.node : undefined;
  return (
    <div ref={frame} className={css['frame']}>
      <div
        role="group"
        aria-label={`Identity graph: ${formatPlural(graph.nodes.length, 'id')}, ${formatPlural(links.length, 'link')}`}
        className={css['graph']}
        style={{ width: layout.width, height: layout.height }}
      >
        <svg aria-hidden width={layout.width} height={layout.height} className={css['lines']}>
          {layout.links.map(({ index, path }) => {
            const link = links[index];
            if (link === undefined) return null;
            return (
              <g
                key={index}
                className={cx(
                  css['link'],
                  css[link.state],
                  link.state === 'joined' && link.kinds.includes('manual') && css['manual'],
                  index === chosenLink && css['chosen'],
                )}
                onClick={() => {
                  onSelect({ link: index });
                }}
              >
                <path d={path} className={css['hit']} />
                <path d={path} className={css['line']} />
              </g>
            );
          })}
        </svg>
        {layout.nodes.map(({ index, x, y }) => {
          const node = graph.nodes[index];
          if (node === undefined) return null;
          const Icon = ROLE_ICONS[node.role];
          return (
            <button
              key={index}
              type="button"
              aria-pressed={index === chosenNode}
              aria-label={`${ROLE_WORDS[node.role]} ${node.id}${node.inside ? '' : ', another person'}`}
              className={cx(css['node'], css[node.role], !node.inside && css['outside'])}
              style={{ transform: `translate(${x}px, ${y}px)`, width: layout.nodeWidth, height: NODE_HEIGHT }}
              title={node.id}
              onClick={() => {
                onSelect({ node: index });
              }}
            >
              <span className={css['icon']}>
                <Icon aria-hidden size={15} strokeWidth={1.8} />
              </span>
              <span className={css['words']}>
                <span className={css['id']}>{node.id}</span>
                <span className={css['what']}>
                  {ROLE_WORDS[node.role]} · {formatPlural(node.events, 'event')}
                </span>
              </span>
            </button>
          );
        })}
        {layout.links.map(({ index, x, y }) => {
          const link = links[index];
          if (link === undefined) return null;
          return (
            <button
              key={index}
              type="button"
              aria-pressed={index === chosenLink}
              aria-label={linkWords(link, graph.nodes)}
              className={cx(
                css['mark'],
                link.state === 'refused' && css['refusedMark'],
                index === chosenLink && css['chosenMark'],
              )}
              style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
              title={linkWords(link, graph.nodes)}
              onClick={() => {
                onSelect({ link: index });
              }}
            >
              {link.state === 'refused' && <Ban aria-hidden size={11} strokeWidth={2.4} />}
            </button>
          );
        })}
      </div>
    </div>
  );
}
