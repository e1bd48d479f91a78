/** Writes one condition of a segment, whatever its kind, in a panel that hangs from a button. */
import { useState, type ReactNode } from 'react';
import { type Filter, isBehaviour, isTest } from '../../../shared/model/filter';
import { BehaviourEditor } from '../../parts/behaviour-editor';
import { ConditionEditor } from '../../parts/condition-editor';
import { isSegmentCondition, SegmentEditor } from '../../parts/segment-condition';
import { usePersonProperties } from '../../parts/use-person-properties';
import { Popover } from '../../ui/popover';

export type ConditionKind = 'property' | 'behaviour' | 'segment';

const WIDTHS: Readonly<Record<ConditionKind, number>> = { property: 292, behaviour: 344, segment: 292 };
const LABELS: Readonly<Record<ConditionKind, string>> = {
  property: 'Property of people',
  behaviour: 'What people did',
  segment: 'Saved segment',
};

export const kindOf = (filter: Filter): ConditionKind =>
  isBehaviour(filter) ? 'behaviour' : isTest(filter) ? 'property' : 'segment';

export interface ConditionPopoverProps {
  readonly kind: ConditionKind;
  /** undefined: a new one. */
  readonly filter: Filter | undefined;
  /** The segment being written, which cannot hold itself. */
  readonly own: string | undefined;
  readonly trigger: ReactNode;
  readonly onDone: (filter: Filter) => void;
  readonly onRemove?: () => void;
}

export function ConditionPopover({ kind, filter, own, trigger, onDone, onRemove }: ConditionPopoverProps) {
  const [open, setOpen] = useState(false);
  const done = (next: Filter): void => {
    setOpen(false);
    onDone(next);
  };
  const remove =
    onRemove &&
    ((): void => {
      setOpen(false);
      onRemove();
    });
  return (
    <Popover label={LABELS[kind]} width={WIDTHS[kind]} open={open} onOpenChange={setOpen} trigger={trigger}>
      {kind === 'property' && <PropertyEditor filter={filter} onDone={done} onRemove={remove} />}
      {kind === 'behaviour' && (
        <BehaviourEditor
          behaviour={filter !== undefined && isBehaviour(filter) ? filter : undefined}
          onDone={done}
          onRemove={remove}
        />
      )}
      {kind === 'segment' && (
        <SegmentEditor
          condition={filter !== undefined && isSegmentCondition(filter) ? filter : undefined}
          without={own}
          onDone={done}
          onRemove={remove}
        />
      )}
    </Popover>
  );
}

interface EditorProps {
  readonly filter: Filter | undefined;
  readonly onDone: (filter: Filter) => void;
  readonly onRemove: (() => void) | undefined;
}

function PropertyEditor({ filter, onDone, onRemove }: EditorProps) {
  const properties = usePersonProperties();
  return (
    <ConditionEditor
      properties={properties}
      condition={filter !== undefined && isTest(filter) ? filter : undefined}
      onDone={onDone}
      onRemove={onRemove}
    />
  );
}
