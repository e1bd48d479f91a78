/** The segment's conditions: edited in place, dragged from group to group (also with Space, arrows and Space). */
import {
  closestCenter,
  DndContext,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type KeyboardCoordinateGetter,
} from '@dnd-kit/core';
import { useMemo, useState } from 'react';
import type { SavedNames } from '../../../shared/insights/explain/names';
import type { Filter } from '../../../shared/model/filter';
import { nodeId, readNodeId, readSlotId, slotId } from './drag-ids';
import { GroupBox } from './group-box';
import { isFree, moveTo, nextSlot, nodeAt, pathOf, toFilter, toTree, type GroupNode, type Path } from './segment-tree';
import css from './tree.module.css';
import { TreeContext } from './tree-context';
import { nodeWords, slotWords } from './tree-words';

export interface TreeEditorProps {
  readonly filter: Filter;
  readonly names: SavedNames;
  /** The saved segment being edited. */
  readonly own: string | undefined;
  readonly onChange: (filter: Filter) => void;
}

export function TreeEditor({ filter, names, own, onChange }: TreeEditorProps) {
  const [dragged, setDragged] = useState<Path>();
  const root = useMemo(() => toTree(filter), [filter]);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: slotKeys(root) }),
  );
  const desk = useMemo(
    () => ({
      root,
      names,
      own,
      dragged,
      change: (next: GroupNode): void => {
        onChange(toFilter(next));
      },
    }),
    [root, names, own, dragged, onChange],
  );
  const node = dragged === undefined ? undefined : nodeAt(root, dragged);
  return (
    <TreeContext value={desk}>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        // The focus goes with what was moved, see below; by itself it would stay at the place.
        accessibility={{ announcements: announcements(root, names), restoreFocus: false }}
        onDragStart={({ active }) => {
          setDragged(readNodeId(active.id));
        }}
        onDragCancel={() => {
          setDragged(undefined);
        }}
        onDragEnd={({ active, over, activatorEvent }) => {
          setDragged(undefined);
          if (!over) return;
          const moved = nodeAt(root, readNodeId(active.id));
          const next = moveTo(root, readNodeId(active.id), readSlotId(over.id));
          desk.change(next);
          const path = moved === undefined ? undefined : pathOf(next, moved);
          if (path !== undefined && activatorEvent instanceof KeyboardEvent) focusGrip(path);
        }}
      >
        <GroupBox group={root} path={[]} />
        <DragOverlay dropAnimation={null}>
          {node && <div className={css['overlay']}>{nodeWords(node, names)}</div>}
        </DragOverlay>
      </DndContext>
    </TreeContext>
  );
}

/** Once it is drawn where it was put. */
function focusGrip(path: Path): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-grip="${nodeId(path)}"]`)?.focus();
  });
}

/** Arrow keys go from place to place in reading order, passing over those that would change nothing. */
function slotKeys(root: GroupNode): KeyboardCoordinateGetter {
  return (event, { active, context }) => {
    const direction = ({ ArrowDown: 'down', ArrowUp: 'up' } as const)[event.code];
    if (direction === undefined) return undefined;
    event.preventDefault();
    const from = readNodeId(active);
    const { collisionRect, droppableRects, over } = context;
    const target = nextSlot(root, from, over === null ? undefined : readSlotId(over.id), direction);
    const rect = target === undefined ? undefined : droppableRects.get(slotId(target));
    if (rect === undefined || collisionRect === null) return undefined;
    return {
      x: rect.left + rect.width / 2 - collisionRect.width / 2,
      y: rect.top + rect.height / 2 - collisionRect.height / 2,
    };
  };
}

function announcements(root: GroupNode, names: SavedNames): Announcements {
  const name = (id: string | number): string => {
    const node = nodeAt(root, readNodeId(id));
    return node === undefined ? 'The condition' : `«${nodeWords(node, names)}»`;
  };
  const moves = (node: string | number, slot: string | number): boolean => isFree(readNodeId(node), readSlotId(slot));
  const place = (id: string | number): string => slotWords(root, readSlotId(id), names);
  return {
    onDragStart: ({ active }) => `Picked up ${name(active.id)}.`,
    onDragOver: ({ active, over }) =>
      over && moves(active.id, over.id)
        ? `${name(active.id)} would go ${place(over.id)}.`
        : `${name(active.id)} is where it was.`,
    onDragEnd: ({ active, over }) =>
      over && moves(active.id, over.id)
        ? `${name(active.id)} was put ${place(over.id)}.`
        : `${name(active.id)} stays where it was.`,
    onDragCancel: ({ active }) => `${name(active.id)} stays where it was.`,
  };
}
