/** Conditions in a row: each opens its editor, the word between them switches between and / or. */
import { ListFilter } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import type { SavedNames } from '../../shared/insights/explain/names';
import { type Filter, isTest } from '../../shared/model/filter';
import { Button } from '../ui/button';
import { IconButton } from '../ui/icon-button';
import { Popover } from '../ui/popover';
import { filterWords } from './behaviour-words';
import type { PropertyList } from './catalog';
import { ConditionEditor } from './condition-editor';
import { fromConditions, toConditions } from './filter-model';
import css from './parts.module.css';
import { useSavedNames } from './saved';

/** How a kind of condition other than a test of a property is shown and written. */
export interface OtherCondition {
  /** What the add button says, and an icon before it. */
  readonly addLabel: string;
  readonly addIcon: ReactNode;
  /** Width of its editor, pixels. */
  readonly width: number;
  /** Offered only beside other conditions. */
  readonly joins?: boolean;
  /** Its words are few: shown as a chip among the others instead of on a line of its own. */
  readonly short?: boolean;
  readonly isOne: (filter: Filter) => boolean;
  /** The whole width is its own. */
  readonly words: (filter: Filter, names: SavedNames) => ReactNode;
  /** `filter` undefined: a new one. */
  readonly edit: (
    filter: Filter | undefined,
    onDone: (filter: Filter) => void,
    onRemove: (() => void) | undefined,
  ) => ReactNode;
}

export interface ConditionChipsProps {
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
  /** What may be added beside tests of properties. */
  readonly others?: readonly OtherCondition[];
}

export function ConditionChips(props: ConditionChipsProps) {
  const { label, value, onChange, event, properties, addLabel = 'Filter', bare = false, others = [] } = props;
  const { join, items } = toConditions(value);
  const names = useSavedNames();
  /** Which editor is open: a condition's, or one that adds. */
  const [open, setOpen] = useState<number | string>();
  const put = (next: readonly Filter[]): void => {
    setOpen(undefined);
    onChange(fromConditions({ join, items: next }));
  };
  const follow = (at: number | string) => (isOpen: boolean) => {
    setOpen(isOpen ? at : undefined);
  };
  const add = (filter: Filter): void => {
    put([...items, filter]);
  };
  return (
    <div role="group" aria-label={label} className={css['filters']}>
      {items.map((item, index) => {
        const other = others.find((one) => one.isOne(item));
        const replace = (next: Filter): void => {
          put(items.with(index, next));
        };
        const remove = (): void => {
          put(items.toSpliced(index, 1));
        };
        return (
          // By place, so that an edited condition keeps its button and with it the focus.
          <Fragment key={index}>
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
              width={other?.width ?? WIDTH}
              open={open === index}
              onOpenChange={follow(index)}
              trigger={
                other === undefined ? (
                  <button type="button" className={css['chip']} title={filterWords(item, names)}>
                    {filterWords(item, names)}
                  </button>
                ) : (
                  <button type="button" className={css[other.short === true ? 'chip' : 'sentence']}>
                    {other.words(item, names)}
                  </button>
                )
              }
            >
              <Fragment key={JSON.stringify(item)}>
                {other?.edit(item, replace, remove) ??
                  (isTest(item) ? (
                    <ConditionEditor
                      event={event}
                      properties={properties}
                      condition={item}
                      onDone={replace}
                      onRemove={remove}
                    />
                  ) : (
                    <KeptCondition onRemove={remove} />
                  ))}
              </Fragment>
            </Popover>
          </Fragment>
        );
      })}
      <Popover
        label="New condition"
        width={WIDTH}
        open={open === 'test'}
        onOpenChange={follow('test')}
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
        <ConditionEditor event={event} properties={properties} onDone={add} />
      </Popover>
      {others
        .filter(({ joins }) => joins !== true || items.length > 0)
        .map((other) => (
          <Popover
            key={other.addLabel}
            label={other.addLabel}
            width={other.width}
            open={open === other.addLabel}
            onOpenChange={follow(other.addLabel)}
            trigger={
              <button type="button" className={css['add']} aria-label={`${other.addLabel}: add to ${label}`}>
                {other.addIcon}
                {other.addLabel}
              </button>
            }
          >
            {other.edit(undefined, add, undefined)}
          </Popover>
        ))}
    </div>
  );
}

const WIDTH = 292;

function KeptCondition({ onRemove }: { readonly onRemove: () => void }) {
  return (
    <div className={css['condition']}>
      <p>This nested condition was written outside the window. It can be kept or removed here.</p>
      <div className={css['buttons']}>
        <Button size="s" onClick={onRemove}>
          Remove
        </Button>
      </div>
    </div>
  );
}
