/** One event with its conditions, or several of which any will do, as a card in the editor of an insight. */
import type { Matcher } from '../../shared/model/filter';
import css from './editor-section.module.css';
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
  const part = { label, about: label.toLowerCase(), onChange };
  return (
    <div className={css['card']}>
      <div className={css['head']}>
        <MatcherHead {...part} value={value} />
        {value !== undefined && !isSeveral(value) && <AnotherEventButton {...part} value={value} />}
      </div>
      {value !== undefined && hasMatcherBody(value) && (
        <div className={css['body']}>
          <MatcherBody {...part} value={value} />
        </div>
      )}
    </div>
  );
}
