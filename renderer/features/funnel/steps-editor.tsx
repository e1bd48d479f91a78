/** The steps: add, remove, change, and drag into another order (also with the keyboard: Space, arrows, Space). */
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type DragEndEvent,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Plus } from 'lucide-react';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { EventPicker } from '../../parts/event-picker';
import { Button } from '../../ui/button';
import { addStep, canAddStep, canRemoveStep, moveStep, removeStep, replaceStep } from './edit-spec';
import css from './editor.module.css';
import { stepTitle } from './funnel-words';
import { StepCard } from './step-card';

export interface StepsEditorProps {
  readonly spec: FunnelSpec;
  readonly onChange: (spec: FunnelSpec, mergeKey?: string) => void;
}

/** Steps have no names of their own: their place is their id. Counted from 1, since 0 would be no id to dnd-kit. */
const idOf = (index: number): string => `step-${index + 1}`;
const indexOf = (id: string | number): number => Number(String(id).slice('step-'.length)) - 1;

function announcements(spec: FunnelSpec): Announcements {
  const name = (id: string | number): string => `step ${indexOf(id) + 1}, ${stepTitle(spec, indexOf(id))}`;
  return {
    onDragStart: ({ active }) => `Picked up ${name(active.id)}.`,
    onDragOver: ({ active, over }) =>
      over ? `${name(active.id)} is over position ${indexOf(over.id) + 1} of ${spec.steps.length}.` : undefined,
    onDragEnd: ({ active, over }) => (over ? `${name(active.id)} is now step ${indexOf(over.id) + 1}.` : undefined),
    onDragCancel: ({ active }) => `${name(active.id)} stays where it was.`,
  };
}

export function StepsEditor({ spec, onChange }: StepsEditorProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const handleDragEnd = ({ active, over }: DragEndEvent): void => {
    if (over && over.id !== active.id) onChange(moveStep(spec, indexOf(active.id), indexOf(over.id)));
  };
  return (
    <section aria-labelledby="funnel-steps" className={css['section']}>
      <h2 id="funnel-steps" className={css['heading']}>
        Steps
      </h2>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={handleDragEnd}
        accessibility={{ announcements: announcements(spec) }}
      >
        <SortableContext items={spec.steps.map((_, index) => idOf(index))} strategy={verticalListSortingStrategy}>
          <ol className={css['steps']}>
            {spec.steps.map((step, index) => (
              <StepCard
                key={idOf(index)}
                id={idOf(index)}
                index={index}
                step={step}
                canRemove={canRemoveStep(spec)}
                onChange={(next, mergeKey) => {
                  onChange(replaceStep(spec, index, next), mergeKey);
                }}
                onRemove={() => {
                  onChange(removeStep(spec, index));
                }}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      {canAddStep(spec) && (
        <EventPicker
          label="Add a step"
          value={undefined}
          any
          onChange={(picked) => {
            onChange(addStep(spec, picked));
          }}
          trigger={
            <Button variant="ghost" size="s" icon={Plus} className={css['addStep']}>
              Add step
            </Button>
          }
        />
      )}
    </section>
  );
}
