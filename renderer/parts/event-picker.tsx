/** Chooses an event or a saved action: by name, with counts, those chosen lately on top. */
import { Combine } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { Matcher } from '../../shared/model/filter';
import { latest } from '../data/use-query';
import { useHostInfo } from '../data/workspace';
import { Combobox, type ComboboxItem } from '../ui/combobox';
import { EventDot } from '../ui/event-name';
import { useEventItems } from './catalog';
import { alternativesOf, type Alternative } from './matcher-model';
import { matcherEvent, matcherTitle } from './matcher-words';
import css from './parts.module.css';
import { pickerItems, pickValue, readPick } from './picker-items';
import { useRecentEvents } from './recent-events';
import { useSaved, useSavedNames } from './saved';

export interface EventPickerProps {
  readonly label: string;
  /** Of several the first is shown. */
  readonly value: Matcher | undefined;
  readonly onChange: (picked: Alternative) => void;
  /** Offers «Any event» too. */
  readonly any?: boolean;
  /** The action being written, which cannot hold itself. */
  readonly withoutAction?: string | undefined;
  readonly look?: 'box' | 'quiet';
  readonly size?: 's' | 'm';
  readonly trigger?: ReactNode;
  readonly placeholder?: string;
  readonly defaultOpen?: boolean;
}

const ACTION_ICON = <Combine aria-hidden size={12} strokeWidth={2} />;

export function EventPicker({
  label,
  value,
  onChange,
  any = false,
  withoutAction,
  look = 'quiet',
  size = 'm',
  trigger,
  placeholder,
  defaultOpen = false,
}: EventPickerProps) {
  const events = useEventItems({ any });
  const saved = useSaved();
  const names = useSavedNames();
  const recent = useRecentEvents(latest(useHostInfo())?.workspace);
  const actions = useMemo(
    () =>
      (saved?.actions ?? [])
        .filter(({ id }) => id !== withoutAction)
        .map(({ id, name }): ComboboxItem => ({
          value: pickValue({ action: id }),
          label: name,
          leading: ACTION_ICON,
          hint: 'action',
        })),
    [saved, withoutAction],
  );
  const items = useMemo(
    () => pickerItems(events.items, actions, recent.values),
    [events.items, actions, recent.values],
  );
  const first = value === undefined ? undefined : alternativesOf(value)[0];
  return (
    <Combobox
      label={label}
      value={first === undefined ? undefined : pickValue(first)}
      items={items}
      loading={events.loading}
      onChange={(picked) => {
        recent.remember(picked);
        onChange(readPick(picked));
      }}
      look={look}
      size={size}
      allowCustom
      defaultOpen={defaultOpen}
      searchPlaceholder={actions.length === 0 ? 'Search events…' : 'Search events and actions…'}
      emptyText="No event has this name yet."
      className={css['eventPicker']}
      {...(trigger === undefined ? {} : { trigger })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(first === undefined
        ? {}
        : {
            display: (
              <span className={css['eventTitle']}>
                {'action' in first ? ACTION_ICON : <EventDot name={matcherEvent(first)} />}
                <span>{matcherTitle({ ...first, label: undefined }, names)}</span>
              </span>
            ),
          })}
    />
  );
}
