/** One event with its conditions, or several of which any will do, as a card in the editor of an insight. */
import type { Matcher } from '../../shared/model/filter';
import css from './editor-section.module.css';
import { EventPicker } from './event-picker';
import { AnotherEventButton, hasMatcherBody, MatcherBody, MatcherHead } from './matcher-editor';
import { isSeveral } from './matcher-model';

export interface MatcherCardProps {
  /** Spoken name: «Start event». */
  readonly label: string;
  /** undefined: none chosen yet. */
  readonly value: Matcher | undefined;
  readonly onChange: (matcher: Matcher) => void;
}

export function MatcherCard({ label, value, onChange }: MatcherCardProps) {
  if (value === undefined) {
    return (
      <div className={css['card']}>
        <div className={css['head']}>
          <EventPicker label={label} value={undefined} any placeholder="Choose an event…" onChange={onChange} />
        </div>
      </div>
    );
  }
  const part = { label, about: label.toLowerCase(), value, onChange };
  return (
    <div className={css['card']}>
      <div className={css['head']}>
        <MatcherHead {...part} />
        {!isSeveral(value) && <AnotherEventButton {...part} />}
      </div>
      {hasMatcherBody(value) && (
        <div className={css['body']}>
          <MatcherBody {...part} />
        </div>
      )}
    </div>
  );
}
