/** Which of the saved segments one person belongs to. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import { SpecProblem } from '../../../shared/insights/common';
import { findPerson } from '../profiles/one-person';
import type { Filter } from '../../../shared/model/filter';
import { membersOf, type SegmentParts } from './members';
import { type JudgeParts, PersonJudge } from './person-judge';

/** With more events than this, everybody is looked at instead, which is kept for the next question. */
const MAX_OWN_EVENTS = 20_000;

export type PersonSegmentParts = SegmentParts & JudgeParts;

/** A segment that cannot be asked is left out; `saved.list` tells what is wrong with it. `only`: these alone, by their ids. */
export async function peopleSegments(
  parts: PersonSegmentParts,
  { person }: CommandInput<'people.segments'>,
  only?: readonly string[],
): Promise<CommandOutput<'people.segments'>> {
  const { dataset, saved, predicates } = parts;
  const { segments } = await saved.list();
  const named: { readonly id: string; readonly name: string; readonly filter: Filter }[] = [];
  for (const { id, name, filter } of segments) {
    if (only?.includes(id) === false) continue;
    const expanded = await unlessRefused(() => saved.expanded(filter, id));
    if (expanded !== undefined) named.push({ id, name, filter: expanded.value });
  }
  const view = await dataset.current();
  const index = findPerson(view, person);
  const { offsets } = view.sequences;
  const found: CommandOutput<'people.segments'> = [];
  if ((offsets[index + 1] as number) - (offsets[index] as number) > MAX_OWN_EVENTS) {
    for (const { id, name, filter } of named) {
      const members = await unlessRefused(() => membersOf(predicates, filter, view));
      if (members !== undefined) found.push({ id, name, belongs: members[index] === 1 });
    }
    return found;
  }
  const judge = new PersonJudge(parts, view, index, Date.now());
  const judged = [];
  for (const each of named) {
    const noted = await unlessRefused(async () => {
      judge.expect(each.filter);
      return each;
    });
    if (noted !== undefined) judged.push(noted);
  }
  await judge.ask();
  for (const { id, name, filter } of judged) found.push({ id, name, belongs: judge.belongs(filter) });
  return found;
}

/** Undefined where a filter refers to what is not there, or cannot be planned. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SpecProblem) return undefined;
    if (error instanceof AppFailure && error.error.code === 'invalid_request') return undefined;
    throw error;
  }
}
