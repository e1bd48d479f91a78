/** One event with its conditions, as a card in the editor of an insight. */
import type { Matcher } from '../../shared/model/filter';
import { ConditionChips } from './condition-chips';
import css from './editor-section.module.css';
import { EventPicker } from './event-picker';
import { matcherNote } from './matcher-words';

export interface MatcherCardProps {
  /** Spoken name: «Start event». */
  readonly label: string;
  /** undefined: none chosen yet. */
  readonly value: Matcher | undefined;
  readonly onChange: (matcher: Matcher) => void;
}

export function MatcherCard({ label, value, onChange }: MatcherCardProps) {
  const conditions = (bare: boolean) =>
    value !== undefined &&
    'event' in value && (
      <ConditionChips
        bare={bare}
        label={label.toLowerCase()}
        event={value.event}
        value={value.where}
        onChange={(where) => {
          onChange({ ...value, where });
        }}
      />
    );
  const hasChoice = value !== undefined && !('event' in value);
  const isPlain = value === undefined || ('event' in value && value.where === undefined);
  return (
    <div className={css['card']}>
      <div className={css['head']}>
        <EventPicker
          label={label}
          value={value}
          any
          placeholder="Choose an event…"
          onChange={(event) => {
            // Conditions speak of the old event's properties, so they go with it; the name goes too.
            onChange({ event });
          }}
        />
        {isPlain && conditions(true)}
      </div>
      {hasChoice ? (
        <p className={css['any']}>{matcherNote(value)}</p>
      ) : (
        !isPlain && <div className={css['body']}>{conditions(false)}</div>
      )}
    </div>
  );
}
