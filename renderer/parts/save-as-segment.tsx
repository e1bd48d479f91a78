/** Keeps a filter that speaks of persons alone as a segment. */
import { Shapes } from 'lucide-react';
import { useState } from 'react';
import { segmentFilterSchema } from '../../shared/model/saved';
import type { Filter } from '../../shared/model/filter';
import { keepSegment } from './keep-segment';
import { NameDialog } from './name-dialog';
import css from './parts.module.css';
import { useSaved } from './saved';
import { isSegmentCondition } from './segment-condition';

/** Whether it is a filter over persons, and not already a segment's. */
export const isWorthSaving = (filter: Filter): boolean =>
  !isSegmentCondition(filter) && segmentFilterSchema.safeParse(filter).success;

export function SaveAsSegment({ filter }: { readonly filter: Filter }) {
  const [asking, setAsking] = useState(false);
  const saved = useSaved();
  if (!isWorthSaving(filter)) return null;
  return (
    <>
      <button
        type="button"
        className={css['add']}
        onClick={() => {
          setAsking(true);
        }}
      >
        <Shapes aria-hidden size={12} />
        Save as a segment…
      </button>
      {asking && (
        <NameDialog
          title="Save these people as a segment"
          action="Save"
          others={saved?.segments.map(({ name }) => name) ?? []}
          onSubmit={(naming) => keepSegment(naming, filter)}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}
