/** One step: its event, its conditions, its name. */
import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { GripVertical, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import type { FunnelStep } from '../../../shared/insights/funnel/spec';
import type { Matcher } from '../../../shared/model/filter';
import { hasMatcherBody, MatcherBody, MatcherHead } from '../../parts/matcher-editor';
import { Badge } from '../../ui/badge';
import { cx } from '../../ui/cx';
import { IconButton } from '../../ui/icon-button';
import { focusNow } from '../../ui/focus-now';
import { Menu, type MenuItem } from '../../ui/menu';
import { TextField } from '../../ui/text-field';
import css from './editor.module.css';

export interface StepCardProps {
  readonly id: string;
  /** From 0. */
  readonly index: number;
  readonly step: FunnelStep;
  readonly canRemove: boolean;
  readonly onChange: (step: FunnelStep, mergeKey?: string) => void;
  readonly onRemove: () => void;
}

export function StepCard({ id, index, step, canRemove, onChange, onRemove }: StepCardProps) {
  const [naming, setNaming] = useState(false);
  const [adding, setAdding] = useState(false);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id,
    // Places are ids, so after a drop everything already stands where it belongs.
    animateLayoutChanges: () => false,
  });
  const part = {
    label: `Event of step ${index + 1}`,
    about: `step ${index + 1}`,
    value: step,
    onChange: (matcher: Matcher) => {
      onChange({ ...matcher, ...(step.optional === true ? { optional: true } : {}) });
    },
  };
  const items: readonly MenuItem[] = [
    {
      label: 'Or another event…',
      movesFocus: true,
      onSelect: () => {
        setAdding(true);
      },
    },
    {
      label: step.label === undefined ? 'Name this step' : 'Change the name',
      movesFocus: true,
      onSelect: () => {
        setNaming(true);
      },
    },
    ...(index === 0
      ? []
      : [
          {
            type: 'check' as const,
            label: 'Optional step',
            checked: step.optional === true,
            onSelect: () => {
              onChange({ ...step, optional: step.optional === true ? undefined : true });
            },
          },
        ]),
    { type: 'separator' },
    { label: 'Remove step', danger: true, disabled: !canRemove, onSelect: onRemove },
  ];
  return (
    <li
      ref={setNodeRef}
      className={cx(css['step'], isDragging && css['dragging'])}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={css['stepHead']}>
        <button
          type="button"
          ref={setActivatorNodeRef}
          className={css['grip']}
          {...attributes}
          {...listeners}
          aria-label={`Move step ${index + 1}`}
        >
          <span className={css['number']}>{index + 1}</span>
          <GripVertical aria-hidden size={14} className={css['gripIcon']} />
        </button>
        <MatcherHead {...part} />
        <Menu
          align="end"
          trigger={<IconButton icon={MoreHorizontal} size="s" label={`More for step ${index + 1}`} />}
          items={items}
        />
      </div>
      {(naming || step.optional === true || step.label !== undefined || hasMatcherBody(step, adding)) && (
        <div className={css['stepBody']}>
          {step.optional === true && (
            <span>
              <Badge>optional</Badge>
            </span>
          )}
          {(naming || step.label !== undefined) && (
            <TextField
              label={`Name of step ${index + 1}`}
              hideLabel
              size="s"
              placeholder="Name"
              {...(naming ? { ref: focusNow } : {})}
              value={step.label ?? ''}
              onChange={(label) => {
                onChange({ ...step, label: label === '' ? undefined : label }, `label-${index}`);
              }}
              onBlur={() => {
                setNaming(false);
              }}
            />
          )}
          {hasMatcherBody(step, adding) && (
            <MatcherBody
              {...part}
              adding={adding}
              onAdded={() => {
                setAdding(false);
              }}
            />
          )}
        </div>
      )}
    </li>
  );
}
