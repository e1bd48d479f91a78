/** Who belongs to a segment: a filter over persons says the same at all events of a person, so one of them is asked. */
import { type Bitmap, bitmapHas } from '../../../shared/base/bitmap';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { Filter } from '../../../shared/model/filter';
import type { SavedStore } from '../saved/saved-store';
import { cooperate, type Steps } from '../sequences/cooperate';
import type { Dataset } from '../sequences/dataset';
import type { View } from '../sequences/view';
import type { PredicateCache } from './predicate-cache';

export interface SegmentParts {
  readonly dataset: Dataset;
  readonly saved: SavedStore;
  readonly predicates: PredicateCache;
}

const PERSONS_PER_STEP = 65_536;

/** 1 by person of the view that belongs; persons without an event belong nowhere. `filter` is over persons. */
export async function membersOf(
  predicates: PredicateCache,
  filter: Filter,
  view: View,
  sql: string[] = [],
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return cooperate(readMembers(await predicates.positions(filter, view, Date.now(), sql, signal), view), signal);
}

function* readMembers(kept: Bitmap, { sequences: { persons, offsets } }: View): Steps<Uint8Array> {
  const members = new Uint8Array(persons);
  for (let person = 0; person < persons; person += 1) {
    if (person % PERSONS_PER_STEP === 0) yield;
    const first = offsets[person] as number;
    if (first < (offsets[person + 1] as number) && bitmapHas(kept, first)) members[person] = 1;
  }
  return members;
}

export async function segmentsOverlap(
  { dataset, saved, predicates }: SegmentParts,
  { filters }: CommandInput<'segments.overlap'>,
): Promise<CommandOutput<'segments.overlap'>> {
  const { value } = await saved.expanded(filters, 'filters');
  const view = await dataset.current();
  const each: Uint8Array[] = [];
  for (const filter of value) each.push(await membersOf(predicates, filter, view));
  const counts = Array.from({ length: 2 ** each.length }, () => 0);
  const { persons, offsets } = view.sequences;
  let total = 0;
  for (let person = 0; person < persons; person += 1) {
    if (offsets[person] === offsets[person + 1]) continue;
    let mask = 0;
    for (let bit = 0; bit < each.length; bit += 1) mask |= ((each[bit] as Uint8Array)[person] as number) << bit;
    counts[mask] = (counts[mask] as number) + 1;
    total += 1;
  }
  return { total, counts };
}
