/** A saved segment as a condition: in it, or not in it. */
import { useState } from 'react';
import { type Filter, isSegmentRef, type SegmentRef } from '../../shared/model/filter';
import { navigate } from '../state/navigation';
import { Button } from '../ui/button';
import { Combobox } from '../ui/combobox';
import { Segmented } from '../ui/segmented';
import css from './parts.module.css';
import { namesOf, useSaved } from './saved';
import { segmentWords } from './segment-words';

/** A segment, or everybody outside it. */
export type SegmentCondition = SegmentRef | { readonly not: SegmentRef };

export function isSegmentCondition(filter: Filter): filter is SegmentRef | { not: SegmentRef } {
  return isSegmentRef('not' in filter ? filter.not : filter);
}

export const segmentIdOf = (condition: SegmentCondition): string =>
  'not' in condition ? condition.not.segment : condition.segment;

export interface SegmentEditorProps {
  /** undefined: a new one. */
  readonly condition: SegmentCondition | undefined;
  /** Not offered: the segment that is being written. */
  readonly without?: string | undefined;
  readonly onDone: (condition: Filter) => void;
  readonly onRemove: (() => void) | undefined;
}

const SIDES = [
  { value: 'in', label: 'In the segment' },
  { value: 'out', label: 'Not in it' },
] as const;

export function SegmentEditor({ condition, without, onDone, onRemove }: SegmentEditorProps) {
  const saved = useSaved();
  const [id, setId] = useState(condition === undefined ? undefined : segmentIdOf(condition));
  const [side, setSide] = useState<'in' | 'out'>(condition !== undefined && 'not' in condition ? 'out' : 'in');
  const segments = (saved?.segments ?? []).filter((segment) => segment.id !== without);
  const names = saved === undefined ? undefined : namesOf(saved);
  if (saved !== undefined && segments.length === 0) {
    return (
      <div className={css['condition']}>
        <p>
          {saved.segments.length === 0 ? 'No segment is saved yet.' : 'There is no other segment yet.'} A segment is a
          set of people under a name, which every insight can be narrowed to.
        </p>
        {without === undefined && (
          <div className={css['buttons']}>
            <Button
              size="s"
              onClick={() => {
                navigate('segments');
              }}
            >
              Go to segments
            </Button>
          </div>
        )}
      </div>
    );
  }
  const chosen = segments.find((segment) => segment.id === id);
  return (
    <form
      className={css['condition']}
      aria-label="Segment"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (id !== undefined) onDone(side === 'in' ? { segment: id } : { not: { segment: id } });
      }}
    >
      {/* First, so that its list may open with the panel: the panel gives the focus to what comes first. */}
      <Combobox
        label="Segment"
        placeholder="Choose a segment…"
        searchPlaceholder="Search segments…"
        value={id}
        items={segments.map((segment) => ({ value: segment.id, label: segment.name }))}
        loading={saved === undefined}
        defaultOpen={condition === undefined}
        className={css['wide']}
        onChange={setId}
      />
      <Segmented label="In or not in" size="s" value={side} options={SIDES} onChange={setSide} />
      {chosen !== undefined && names !== undefined && <p>{segmentWords(chosen.filter, names)}</p>}
      <div className={css['buttons']}>
        {onRemove && (
          <Button size="s" variant="ghost" onClick={onRemove}>
            Remove
          </Button>
        )}
        <Button size="s" variant="primary" type="submit" disabled={chosen === undefined}>
          Apply
        </Button>
      </div>
    </form>
  );
}
