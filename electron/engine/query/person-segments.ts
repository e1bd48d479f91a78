/** Which of the saved segments one person belongs to. */
import { bitmapHas } from '../../../shared/base/bitmap';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import { findPerson } from '../profiles/one-person';
import type { SegmentParts } from './members';

/** A segment that cannot be asked of is left out; `saved.list` tells what is wrong with it. */
export async function peopleSegments(
  { dataset, saved, predicates }: SegmentParts,
  { person }: CommandInput<'people.segments'>,
): Promise<CommandOutput<'people.segments'>> {
  const { segments } = await saved.list();
  const view = await dataset.current();
  const index = findPerson(view, person);
  const first = view.sequences.offsets[index] as number;
  const now = Date.now();
  const found = [];
  for (const { id, name, filter } of segments) {
    const { value } = await saved.expanded(filter, id).catch((error: unknown) => {
      if (error instanceof AppFailure) return { value: undefined };
      throw error;
    });
    if (value === undefined) continue;
    const kept = await predicates.positions(value, view, now, []);
    found.push({ id, name, belongs: bitmapHas(kept, first) });
  }
  return found;
}
