/** An event's name as people see it everywhere: its colour, and plain words for the names that SDKs made up. */
import { useSyncExternalStore } from 'react';
import { cx } from './cx';
import { eventColor, eventColors } from './event-color';
import css from './event-name.module.css';
import { eventLabel } from './event-label';
import { Tooltip } from './tooltip';

export interface EventNameProps {
  readonly name: string;
  /** Without the dot. */
  readonly plain?: boolean;
  readonly className?: string | undefined;
}

export function EventDot({ name }: { readonly name: string }) {
  useSyncExternalStore(eventColors.subscribe, eventColors.version);
  return <span aria-hidden className={css['dot']} style={{ background: eventColor(name) }} />;
}

export function EventName({ name, plain = false, className }: EventNameProps) {
  const label = eventLabel(name);
  const shown = (
    <span className={cx(css['name'], className)}>
      {!plain && <EventDot name={name} />}
      <span className={css['text']}>{label}</span>
    </span>
  );
  return label === name ? shown : <Tooltip text={<code>{name}</code>}>{shown}</Tooltip>;
}
