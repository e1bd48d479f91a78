/** Texts in the cells that may stand for «nothing»: which of them do. */
import type { NullMarker } from '../../../shared/formats/guess-nulls';
import { Switch } from '../../ui/switch';
import type { MappingDraft } from './mapping-draft';

export interface EmptyWordsProps {
  readonly draft: MappingDraft;
  /** Those that were found. */
  readonly markers: readonly NullMarker[];
  readonly onChange: (draft: MappingDraft) => void;
}

/** All that there is to choose: what was found, and what the mapping names besides. */
export function wordsOf({ draft, markers }: Omit<EmptyWordsProps, 'onChange'>): readonly NullMarker[] {
  const found = new Set(markers.map(({ text }) => text));
  const others = draft.nulls.filter((text) => !found.has(text));
  return [
    ...markers,
    ...others.map((text) => ({ text, columns: [], isAssumed: false, reason: 'Not among the rows looked at.' })),
  ];
}

export function EmptyWords({ draft, markers, onChange }: EmptyWordsProps) {
  return (
    <>
      {wordsOf({ draft, markers }).map(({ text, reason }) => (
        <Switch
          key={text}
          label={`${text} means nothing is there`}
          hint={reason}
          checked={draft.nulls.includes(text)}
          onChange={(checked) => {
            const others = draft.nulls.filter((each) => each !== text);
            onChange({ ...draft, nulls: checked ? [...others, text] : others });
          }}
        />
      ))}
    </>
  );
}
