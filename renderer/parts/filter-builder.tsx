/**
 * The filter of an insight or a list: conditions on properties and, where `behaviours` says so, on what people did, and
 * groups of them.
 */
import { Footprints, Parentheses } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { type Behaviour, type Filter, isBehaviour } from '../../shared/model/filter';
import { BehaviourEditor } from './behaviour-editor';
import { behaviourPhrases, filterWords } from './behaviour-words';
import { ConditionChips, type ConditionChipsProps, type OtherCondition } from './condition-chips';
import { GroupEditor } from './group-editor';
import { isGroup, toConditions } from './filter-model';

export interface FilterBuilderProps extends Omit<ConditionChipsProps, 'others'> {
  /** Offers behaviours and groups: for an insight's own filter, which may ask what its persons did. */
  readonly behaviours?: boolean;
}

export function FilterBuilder({ behaviours = false, ...chips }: FilterBuilderProps) {
  return <ConditionChips {...chips} others={behaviours ? BEHAVIOURS_AND_GROUPS : NONE} />;
}

const NONE: readonly OtherCondition[] = [];

/** Its words, the names in them standing out. */
const named = (behaviour: Behaviour): ReactNode =>
  behaviourPhrases(behaviour).map(({ text, strong = false }, index) =>
    strong ? <strong key={index}>{text}</strong> : text,
  );

const BEHAVIOUR: OtherCondition = {
  addLabel: 'What people did',
  addIcon: <Footprints aria-hidden size={12} />,
  width: 344,
  isOne: isBehaviour,
  words: (filter) => isBehaviour(filter) && <>People who {named(filter)}</>,
  edit: (filter, onDone, onRemove) => (
    <BehaviourEditor
      behaviour={filter !== undefined && isBehaviour(filter) ? filter : undefined}
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
  words: (filter) => {
    const { join, items } = toConditions(filter);
    return (
      <>
        (
        {items.map((item, index) => (
          <Fragment key={index}>
            {index > 0 && <em>{join === 'all' ? ' and ' : ' or '}</em>}
            {isBehaviour(item) ? <>people who {named(item)}</> : filterWords(item)}
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
        <ConditionChips label="the group" addLabel="Property" value={value} onChange={onChange} others={[BEHAVIOUR]} />
      )}
      onDone={onDone}
      onRemove={onRemove}
    />
  ),
};

const BEHAVIOURS_AND_GROUPS: readonly OtherCondition[] = [BEHAVIOUR, GROUP];
