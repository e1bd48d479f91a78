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
import { readNodeId, readSlotId } from './drag-ids';
import { GroupBox } from './group-box';
import { moveTo, nodeAt, toFilter, toTree, type GroupNode, type Path } from './segment-tree';
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
    useSensor(KeyboardSensor, { coordinateGetter: nextSlot }),
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
        accessibility={{ announcements: announcements(root, names) }}
        onDragStart={({ active }) => {
          setDragged(readNodeId(active.id));
        }}
        onDragCancel={() => {
          setDragged(undefined);
        }}
        onDragEnd={({ active, over }) => {
          setDragged(undefined);
          if (over) desk.change(moveTo(root, readNodeId(active.id), readSlotId(over.id)));
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

/** Arrow keys go from slot to slot, as they stand on the page. */
const nextSlot: KeyboardCoordinateGetter = (event, { context }) => {
  const direction = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (direction === undefined) return undefined;
  event.preventDefault();
  const { collisionRect, droppableContainers, droppableRects, over } = context;
  if (collisionRect === null) return undefined;
  const slots = droppableContainers
    .getEnabled()
    .flatMap(({ id }) => {
      const rect = droppableRects.get(id);
      return rect === undefined ? [] : [{ id, rect }];
    })
    .toSorted((a, b) => a.rect.top - b.rect.top);
  const present = slots.findIndex(({ id }) => id === over?.id);
  const middle = collisionRect.top + collisionRect.height / 2;
  const target =
    present >= 0
      ? slots[present + direction]
      : direction > 0
        ? slots.find(({ rect }) => rect.top > middle)
        : slots.findLast(({ rect }) => rect.top < middle);
  if (target === undefined) return undefined;
  const { rect } = target;
  return {
    x: rect.left + rect.width / 2 - collisionRect.width / 2,
    y: rect.top + rect.height / 2 - collisionRect.height / 2,
  };
};

function announcements(root: GroupNode, names: SavedNames): Announcements {
  const name = (id: string | number): string => {
    const node = nodeAt(root, readNodeId(id));
    return node === undefined ? 'The condition' : `«${nodeWords(node, names)}»`;
  };
  const place = (id: string | number): string => slotWords(root, readSlotId(id), names);
  return {
    onDragStart: ({ active }) => `Picked up ${name(active.id)}.`,
    onDragOver: ({ active, over }) => (over ? `${name(active.id)} would go ${place(over.id)}.` : undefined),
    onDragEnd: ({ active, over }) => (over ? `${name(active.id)} was put ${place(over.id)}.` : undefined),
    onDragCancel: ({ active }) => `${name(active.id)} stays where it was.`,
  };
}
