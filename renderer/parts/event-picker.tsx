/** Chooses an event by name, with counts. */
import type { ReactNode } from 'react';
import type { Matcher } from '../../shared/model/filter';
import { Combobox } from '../ui/combobox';
import { EventDot } from '../ui/event-name';
import { useEventItems } from './catalog';
import { matcherEvent, matcherTitle } from './matcher-words';
import css from './parts.module.css';

export interface EventPickerProps {
  readonly label: string;
  readonly value: Matcher | undefined;
  readonly onChange: (event: string) => void;
  /** Offers «Any event» too. */
  readonly any?: boolean;
  readonly look?: 'box' | 'quiet';
  readonly size?: 's' | 'm';
  readonly trigger?: ReactNode;
  readonly placeholder?: string;
}

export function EventPicker({
  label,
  value,
  onChange,
  any = false,
  look = 'quiet',
  size = 'm',
  trigger,
  placeholder,
}: EventPickerProps) {
  const events = useEventItems({ any });
  return (
    <Combobox
      label={label}
      value={value === undefined ? undefined : matcherEvent(value)}
      items={events.items}
      loading={events.loading}
      onChange={onChange}
      look={look}
      size={size}
      allowCustom
      searchPlaceholder="Search events…"
      emptyText="No event has this name yet."
      className={css['eventPicker']}
      {...(trigger === undefined ? {} : { trigger })}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(value === undefined
        ? {}
        : {
            display: (
              <span className={css['eventTitle']}>
                <EventDot name={matcherEvent(value)} />
                <span>{matcherTitle({ ...value, label: undefined })}</span>
              </span>
            ),
          })}
    />
  );
}
