/** Conditions as chips: each opens its editor, the word between them switches between and / or. */
import { ListFilter } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { Filter } from '../../shared/model/filter';
import { Button } from '../ui/button';
import { IconButton } from '../ui/icon-button';
import { Popover } from '../ui/popover';
import type { PropertyList } from './catalog';
import { ConditionEditor } from './condition-editor';
import { fromConditions, toConditions } from './filter-model';
import css from './parts.module.css';
import { filterWords, isTest } from './property-words';

export interface FilterBuilderProps {
  /** Spoken name of the whole. */
  readonly label: string;
  readonly value: Filter | undefined;
  readonly onChange: (filter: Filter | undefined) => void;
  /** Offers this event's properties only. */
  readonly event?: string | undefined;
  /** Offers these instead of the events' properties; see {@link PropertyList}. */
  readonly properties?: PropertyList | undefined;
  readonly addLabel?: string;
  /** While there is no condition: only an icon, for the head of a card. */
  readonly bare?: boolean;
}

export function FilterBuilder({
  label,
  value,
  onChange,
  event,
  properties,
  addLabel = 'Filter',
  bare = false,
}: FilterBuilderProps) {
  const conditions = toConditions(value);
  const { join, items } = conditions;
  const [open, setOpen] = useState<number | 'new'>();
  const put = (next: readonly Filter[]): void => {
    setOpen(undefined);
    onChange(fromConditions({ join, items: next }));
  };
  const follow = (at: number | 'new') => (isOpen: boolean) => {
    setOpen(isOpen ? at : undefined);
  };
  return (
    <div role="group" aria-label={label} className={css['filters']}>
      {items.map((item, index) => (
        <Fragment key={JSON.stringify(item)}>
          {index > 0 && (
            <button
              type="button"
              className={css['join']}
              aria-label={join === 'all' ? 'All must hold; switch to any' : 'Any may hold; switch to all'}
              onClick={() => {
                onChange(fromConditions({ join: join === 'all' ? 'any' : 'all', items }));
              }}
            >
              {join === 'all' ? 'and' : 'or'}
            </button>
          )}
          <Popover
            label="Condition"
            width={292}
            open={open === index}
            onOpenChange={follow(index)}
            trigger={
              <button type="button" className={css['chip']} title={filterWords(item)}>
                {filterWords(item)}
              </button>
            }
          >
            {isTest(item) ? (
              <ConditionEditor
                event={event}
                properties={properties}
                condition={item}
                onDone={(test) => {
                  put(items.with(index, test));
                }}
                onRemove={() => {
                  put(items.toSpliced(index, 1));
                }}
              />
            ) : (
              <div className={css['condition']}>
                <p>This nested condition was written outside the window. It can be kept or removed here.</p>
                <div className={css['buttons']}>
                  <Button
                    size="s"
                    onClick={() => {
                      put(items.toSpliced(index, 1));
                    }}
                  >
                    Remove
                  </Button>
                </div>
              </div>
            )}
          </Popover>
        </Fragment>
      ))}
      <Popover
        label="New condition"
        width={292}
        open={open === 'new'}
        onOpenChange={follow('new')}
        trigger={
          bare ? (
            <IconButton icon={ListFilter} size="s" label={`Add a condition to ${label}`} />
          ) : (
            <button type="button" className={css['add']} aria-label={`Add a condition to ${label}`}>
              <ListFilter aria-hidden size={12} />
              {items.length === 0 ? addLabel : 'Add'}
            </button>
          )
        }
      >
        <ConditionEditor
          event={event}
          properties={properties}
          onDone={(test) => {
            put([...items, test]);
          }}
        />
      </Popover>
    </div>
  );
}
