/** One event with its conditions, as a card in the editor of an insight. */
import type { Matcher } from '../../shared/model/filter';
import css from './editor-section.module.css';
import { EventPicker } from './event-picker';
import { FilterBuilder } from './filter-builder';

export interface MatcherCardProps {
  /** Spoken name: «Start event». */
  readonly label: string;
  readonly value: Matcher;
  readonly onChange: (matcher: Matcher) => void;
}

export function MatcherCard({ label, value, onChange }: MatcherCardProps) {
  const conditions = (bare: boolean) =>
    'event' in value && (
      <FilterBuilder
        bare={bare}
        label={label.toLowerCase()}
        event={value.event}
        value={value.where}
        onChange={(where) => {
          onChange({ ...value, where });
        }}
      />
    );
  const isPlain = 'event' in value && value.where === undefined;
  return (
    <div className={css['card']}>
      <div className={css['head']}>
        <EventPicker
          label={label}
          value={value}
          any
          onChange={(event) => {
            // Conditions speak of the old event's properties, so they go with it; the name goes too.
            onChange({ event });
          }}
        />
        {isPlain && conditions(true)}
      </div>
      {'event' in value ? (
        !isPlain && <div className={css['body']}>{conditions(false)}</div>
      ) : (
        <p className={css['any']}>Any of {value.anyOf.length} events. Choosing an event replaces them.</p>
      )}
    </div>
  );
}
