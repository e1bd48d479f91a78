/** What being active means: one event with its conditions, and what all events must meet. */
import type { Filter, Matcher } from '../../shared/model/filter';
import { EditorSection } from './editor-section';
import { FilterBuilder } from './filter-builder';
import { MatcherCard } from './matcher-card';

export interface ActiveEditorProps {
  readonly match: Matcher;
  readonly filter: Filter | undefined;
  /** How the insight uses it, in a sentence or two. */
  readonly hint: string;
  readonly onMatch: (match: Matcher) => void;
  readonly onFilter: (filter: Filter | undefined) => void;
}

export function ActiveEditor({ match, filter, hint, onMatch, onFilter }: ActiveEditorProps) {
  return (
    <>
      <EditorSection title="Active means" hint={hint}>
        <MatcherCard label="Active event" value={match} onChange={onMatch} />
      </EditorSection>
      <EditorSection title="Only where">
        <FilterBuilder
          behaviours
          label="Conditions of all events"
          value={filter}
          addLabel="All events"
          onChange={onFilter}
        />
      </EditorSection>
    </>
  );
}
