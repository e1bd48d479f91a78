/**
 * The filter of an insight or a list: conditions on properties and, where `behaviours` says so, on what people did, on
 * segments, and groups of these. Where it speaks of persons alone it can be kept as a segment.
 */
import { Footprints, Parentheses, Shapes } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import type { SavedNames } from '../../shared/insights/explain/names';
import { type Behaviour, type Filter, isBehaviour } from '../../shared/model/filter';
import { BehaviourEditor } from './behaviour-editor';
import { behaviourPhrases, filterWords } from './behaviour-words';
import { ConditionChips, type ConditionChipsProps, type OtherCondition } from './condition-chips';
import { GroupEditor } from './group-editor';
import { isGroup, toConditions } from './filter-model';
import type { Phrase } from './phrases';
import { SaveAsSegment } from './save-as-segment';
import { isSegmentCondition, SegmentEditor } from './segment-condition';
import { clausePhrases } from './segment-words';

export interface FilterBuilderProps extends Omit<ConditionChipsProps, 'others'> {
  /** Offers behaviours, segments and groups: for an insight's own filter, which may ask what its persons did. */
  readonly behaviours?: boolean;
  /** Offers segments alone beside properties: for lists, which know persons and not what they did. */
  readonly segments?: boolean;
}

export function FilterBuilder({ behaviours = false, segments = false, ...chips }: FilterBuilderProps) {
  const others = behaviours ? ALL_OTHERS : segments ? SEGMENTS : NONE;
  return (
    <>
      <ConditionChips {...chips} others={others} />
      {(behaviours || segments) && chips.value !== undefined && <SaveAsSegment filter={chips.value} />}
    </>
  );
}

const NONE: readonly OtherCondition[] = [];

/** Its words, the names in them standing out. */
const named = (behaviour: Behaviour, names: SavedNames): ReactNode => shown(behaviourPhrases(behaviour, names));
const shown = (phrases: readonly Phrase[]): ReactNode =>
  phrases.map(({ text, strong = false }, index) => (strong ? <strong key={index}>{text}</strong> : text));

const BEHAVIOUR: OtherCondition = {
  addLabel: 'What people did',
  addIcon: <Footprints aria-hidden size={12} />,
  width: 344,
  isOne: isBehaviour,
  words: (filter, names) => isBehaviour(filter) && <>People who {named(filter, names)}</>,
  edit: (filter, onDone, onRemove) => (
    <BehaviourEditor
      behaviour={filter !== undefined && isBehaviour(filter) ? filter : undefined}
      onDone={onDone}
      onRemove={onRemove}
    />
  ),
};

const SEGMENT: OtherCondition = {
  addLabel: 'Segment',
  addIcon: <Shapes aria-hidden size={12} />,
  width: 292,
  short: true,
  isOne: isSegmentCondition,
  words: (filter, names) => shown(clausePhrases(filter, names)),
  edit: (filter, onDone, onRemove) => (
    <SegmentEditor
      condition={filter !== undefined && isSegmentCondition(filter) ? filter : undefined}
      onDone={onDone}
      onRemove={onRemove}
    />
  ),
};

/** One level deep: what a group holds beside tests and behaviours is kept as it is. */
const GROUP: OtherCondition = {
  addLabel: 'Group',
  addIcon: <Parentheses aria-hidden size={12} />,
  width: 344,
  joins: true,
  isOne: isGroup,
  words: (filter, names) => {
    const { join, items } = toConditions(filter);
    return (
      <>
        (
        {items.map((item, index) => (
          <Fragment key={index}>
            {index > 0 && <em>{join === 'all' ? ' and ' : ' or '}</em>}
            {isBehaviour(item) ? <>people who {named(item, names)}</> : filterWords(item, names)}
          </Fragment>
        ))}
        )
      </>
    );
  },
  edit: (filter, onDone, onRemove) => (
    <GroupEditor
      group={filter}
      conditions={(value: Filter | undefined, onChange) => (
        <ConditionChips
          label="the group"
          addLabel="Property"
          value={value}
          onChange={onChange}
          others={[BEHAVIOUR, SEGMENT]}
        />
      )}
      onDone={onDone}
      onRemove={onRemove}
    />
  ),
};

const ALL_OTHERS: readonly OtherCondition[] = [BEHAVIOUR, SEGMENT, GROUP];
const SEGMENTS: readonly OtherCondition[] = [SEGMENT];
