/** The words of one node: its name and figures as a button, those who ended there as another, what to do with it. */
import { ArrowLeftFromLine, ArrowRightFromLine, CircleOff, MoreHorizontal } from 'lucide-react';
import type { CSSProperties } from 'react';
import { MORE, type PathsResult, type PathsSpec } from '../../../shared/insights/paths/spec';
import { cx } from '../../ui/cx';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuItem } from '../../ui/menu';
import { formatCompact, formatShare } from '../../ui/number-format';
import css from './flow.module.css';
import { BAR_WIDTH, type PlacedDrop, type PlacedNode } from './flow-layout';
import type { FlowPlace, Way } from './flow-way';
import { nodeTitle, placeWords } from './paths-words';

/** What can be made of a node: paths begin there, end there, or pass it over. */
export type NodeAction = 'begin' | 'end' | 'leaveOut';

export interface FlowNodeProps {
  readonly spec: PathsSpec;
  readonly result: PathsResult;
  readonly node: PlacedNode;
  readonly drop: PlacedDrop | undefined;
  /** Width of its column, in pixels. */
  readonly room: number;
  /** It is the one that Tab comes to. */
  readonly isHere: boolean;
  /** What is lit; undefined where nothing is pointed at. */
  readonly way: Way | undefined;
  /** Pointed at, or its menu is open. */
  readonly isActive: boolean;
  readonly menuOpen: boolean;
  readonly onMenu: (open: boolean) => void;
  readonly onPoint: (place: FlowPlace | undefined) => void;
  readonly onFocus: () => void;
  readonly onOpen: (place: FlowPlace) => void;
  readonly onAction: (action: NodeAction) => void;
}

const GAP = 3;

export function FlowNode(props: FlowNodeProps) {
  const { spec, result, node, drop, room, isHere, way, isActive, menuOpen, onMenu, onPoint, onFocus, onOpen } = props;
  const title = nodeTitle(spec.of, node.name);
  const place: FlowPlace = { of: 'node', id: node.id };
  const left = node.x + BAR_WIDTH + GAP;
  const width = room - BAR_WIDTH - 2 * GAP;
  const hasActions = node.name !== MORE;
  const follow = (of: FlowPlace) => ({
    onFocus: () => {
      onFocus();
      onPoint(of);
    },
    onBlur: () => {
      onPoint(undefined);
    },
    onClick: () => {
      onOpen(of);
    },
  });
  const point = (of: FlowPlace) => ({
    onPointerEnter: () => {
      onPoint(of);
    },
    onPointerLeave: () => {
      onPoint(undefined);
    },
  });
  return (
    <div data-node={node.id}>
      <div
        className={css['head']}
        style={{ left, top: node.y - 1, maxWidth: width, '--room': `${width}px` } as CSSProperties}
        {...point(place)}
      >
        <button
          type="button"
          data-walks
          tabIndex={isHere ? 0 : -1}
          aria-label={placeWords(spec, result, place)}
          title={title}
          className={cx(css['label'], way?.nodes.has(node.id) === false && css['faintWords'])}
          {...follow(place)}
          onContextMenu={(event) => {
            if (!hasActions) return;
            event.preventDefault();
            onMenu(true);
          }}
        >
          <span className={css['name']}>{title}</span>
          <span className={cx(css['figures'], 'num')}>
            {formatCompact(node.sessions)} <span>{formatShare(node.sessions / result.sessions)}</span>
          </span>
        </button>
        {hasActions && (isActive || isHere) && (
          <span className={cx(css['more'], isActive && css['moreShown'])}>
            <Menu
              align="end"
              open={menuOpen}
              onOpenChange={onMenu}
              trigger={<IconButton icon={MoreHorizontal} size="s" label={`What to do with ${title}`} />}
              items={actions(spec, props.onAction)}
            />
          </span>
        )}
      </div>
      {drop && (
        <button
          type="button"
          tabIndex={isHere ? 0 : -1}
          aria-label={placeWords(spec, result, { of: 'drop', node: node.id })}
          className={cx(css['dropLabel'], way?.drops.has(node.id) === false && css['faintWords'], 'num')}
          style={{ left, top: drop.labelY }}
          {...point({ of: 'drop', node: node.id })}
          {...follow({ of: 'drop', node: node.id })}
        >
          {formatCompact(drop.sessions)} ended
        </button>
      )}
    </div>
  );
}

function actions(spec: PathsSpec, onAction: (action: NodeAction) => void): readonly MenuItem[] {
  const item = (action: NodeAction, label: string, icon: typeof CircleOff): MenuItem => ({
    label,
    icon,
    movesFocus: true,
    onSelect: () => {
      onAction(action);
    },
  });
  return [
    item('begin', 'Begin paths here', ArrowRightFromLine),
    item('end', 'End paths here', ArrowLeftFromLine),
    item('leaveOut', spec.of === 'pages' ? 'Leave this page out' : 'Leave this out', CircleOff),
  ];
}
