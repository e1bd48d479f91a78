/** A group of conditions: how many of them must hold, each of them, and what can be added. Groups hold groups. */
import { useDraggable, useDroppable, type DraggableAttributes, type DraggableSyntheticListeners } from '@dnd-kit/core';
import { Footprints, GripVertical, IdCard, Parentheses, Shapes } from 'lucide-react';
import { Fragment } from 'react';
import type { Filter } from '../../../shared/model/filter';
import { cx } from '../../ui/cx';
import { Select } from '../../ui/select';
import { ConditionPopover, kindOf, type ConditionKind } from './condition-popover';
import { nodeId, slotId } from './drag-ids';
import { NodeMenu } from './node-menu';
import { ConditionCount } from './segment-count';
import {
  EMPTY_GROUP,
  insertAt,
  isFree,
  isInside,
  QUANTIFIERS,
  quantifierOf,
  removeAt,
  replaceAt,
  toNode,
  withQuantifier,
  type ConditionNode,
  type GroupNode,
  type Path,
  type Slot,
} from './segment-tree';
import css from './tree.module.css';
import { useTreeDesk } from './tree-context';
import { conditionPhrases, joinWord, nodeWords, QUANTIFIER_WORDS } from './tree-words';

const QUANTIFIER_OPTIONS = QUANTIFIERS.map((value) => ({
  value,
  label: QUANTIFIER_WORDS[value][0],
  hint: QUANTIFIER_WORDS[value][1],
}));

export function GroupBox({ group, path }: { readonly group: GroupNode; readonly path: Path }) {
  const { root, change, names } = useTreeDesk();
  const isRoot = path.length === 0;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, isDragging } = useDraggable({
    id: nodeId(path),
    disabled: isRoot,
  });
  return (
    <div
      ref={setNodeRef}
      role="group"
      aria-label={isRoot ? 'The segment' : `Group: ${QUANTIFIER_WORDS[quantifierOf(group)][0].toLowerCase()}`}
      className={cx(css['group'], isRoot && css['root'], isDragging && css['dragged'])}
    >
      <div className={css['groupHead']}>
        {!isRoot && (
          <Grip
            path={path}
            label={`Move ${nodeWords(group, names)}`}
            setRef={setActivatorNodeRef}
            attributes={attributes}
            listeners={listeners}
          />
        )}
        <Select
          label="How many must hold"
          size="s"
          value={quantifierOf(group)}
          options={QUANTIFIER_OPTIONS}
          onChange={(quantifier) => {
            change(replaceAt(root, path, withQuantifier(group, quantifier)));
          }}
        />
        {!isRoot && (
          <span className={css['menu']}>
            <NodeMenu path={path} />
          </span>
        )}
      </div>
      <ul className={css['items']}>
        {group.items.map((item, index) => {
          const here = [...path, index];
          return (
            // By place: a changed condition keeps its button and with it the focus.
            <Fragment key={index}>
              <SlotLine slot={{ group: path, index }} />
              <li className={css['item']}>
                <span className={css['join']}>{index > 0 && joinWord(group)}</span>
                {item.kind === 'group' ? (
                  <GroupBox group={item} path={here} />
                ) : (
                  <ConditionRow node={item} path={here} />
                )}
              </li>
            </Fragment>
          );
        })}
        <SlotLine slot={{ group: path, index: group.items.length }} />
      </ul>
      <AddBar slot={{ group: path, index: group.items.length }} />
    </div>
  );
}

/** Where something dragged may be dropped. */
function SlotLine({ slot }: { readonly slot: Slot }) {
  const { dragged } = useTreeDesk();
  const { setNodeRef, isOver } = useDroppable({
    id: slotId(slot),
    disabled: dragged !== undefined && isInside(dragged, slot),
  });
  const isFreePlace = dragged !== undefined && isFree(dragged, slot);
  return (
    <li
      ref={setNodeRef}
      aria-hidden
      className={cx(css['slot'], isFreePlace && css['open'], isFreePlace && isOver && css['over'])}
    />
  );
}

interface GripProps {
  readonly path: Path;
  readonly label: string;
  readonly setRef: (element: HTMLElement | null) => void;
  readonly attributes: DraggableAttributes;
  readonly listeners: DraggableSyntheticListeners;
}

function Grip({ path, label, setRef, attributes, listeners }: GripProps) {
  return (
    <button
      type="button"
      ref={setRef}
      data-grip={nodeId(path)}
      className={css['grip']}
      {...attributes}
      {...listeners}
      aria-label={label}
    >
      <GripVertical aria-hidden size={14} />
    </button>
  );
}

function ConditionRow({ node, path }: { readonly node: ConditionNode; readonly path: Path }) {
  const { root, change, names, own } = useTreeDesk();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, isDragging } = useDraggable({ id: nodeId(path) });
  return (
    <div ref={setNodeRef} className={cx(css['condition'], isDragging && css['dragged'])}>
      <Grip
        path={path}
        label={`Move «${nodeWords(node, names)}»`}
        setRef={setActivatorNodeRef}
        attributes={attributes}
        listeners={listeners}
      />
      <ConditionPopover
        key={JSON.stringify(node.filter)}
        kind={kindOf(node.filter)}
        filter={conditionOf(node)}
        own={own}
        trigger={
          <button type="button" className={css['sentence']}>
            {conditionPhrases(node, names).map(({ text, strong = false }, index) =>
              strong ? <strong key={index}>{text}</strong> : text,
            )}
          </button>
        }
        onDone={(filter) => {
          change(replaceAt(root, path, edited(node, filter)));
        }}
        onRemove={() => {
          change(removeAt(root, path));
        }}
      />
      {/* By itself it is the whole segment, whose count stands beside. */}
      {(root.items.length > 1 || path.length > 1) && (
        <ConditionCount filter={node.negated ? { not: node.filter } : node.filter} />
      )}
      <NodeMenu path={path} />
    </div>
  );
}

/** What its editor shows: «not in the segment» is the segment editor's own word, other conditions are turned round outside. */
const conditionOf = ({ filter, negated }: ConditionNode): Filter =>
  negated && kindOf(filter) === 'segment' ? { not: filter } : filter;

function edited(node: ConditionNode, filter: Filter) {
  const next = toNode(filter);
  return kindOf(node.filter) === 'segment' ? next : { ...next, negated: node.negated };
}

const ADDABLE: readonly { readonly kind: ConditionKind; readonly label: string; readonly icon: typeof Footprints }[] = [
  { kind: 'behaviour', label: 'What people did', icon: Footprints },
  { kind: 'property', label: 'Property', icon: IdCard },
  { kind: 'segment', label: 'Segment', icon: Shapes },
];

function AddBar({ slot }: { readonly slot: Slot }) {
  const { root, change, own } = useTreeDesk();
  const where = slot.group.length === 0 ? 'the segment' : 'the group';
  return (
    <div className={css['adders']}>
      {ADDABLE.map(({ kind, label, icon: Icon }) => (
        <ConditionPopover
          // With each condition added the next one begins empty.
          key={`${kind}-${slot.index}`}
          kind={kind}
          filter={undefined}
          own={own}
          trigger={
            <button type="button" className={css['add']} aria-label={`${label}: add to ${where}`}>
              <Icon aria-hidden size={13} />
              {label}
            </button>
          }
          onDone={(filter) => {
            change(insertAt(root, slot, toNode(filter)));
          }}
        />
      ))}
      <button
        type="button"
        className={css['add']}
        aria-label={`Group: add to ${where}`}
        onClick={() => {
          change(insertAt(root, slot, EMPTY_GROUP));
        }}
      >
        <Parentheses aria-hidden size={13} />
        Group
      </button>
    </div>
  );
}
