/** Behaviours against going through each person's events by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapAdd, bitmapWords } from '../../../shared/base/bitmap';
import { membersInSteps } from '../../../shared/insights/behaviour/members';
import { planBehaviour } from '../../../shared/insights/behaviour/plan';
import type { Behaviour } from '../../../shared/model/filter';
import { behaviourArbitrary, behaviourLog, behaviourLogOf } from '../../support/behaviour-arbitraries';
import type { LoggedEvent } from '../../support/event-log';
import { matchesFilter } from '../../support/filters';
import { holds } from '../../support/oracles/behaviours';
import { computeWorld, contextFor } from '../../support/run-insight';
import { runs } from '../../support/runs';

const logs = [
  ['few events', behaviourLog, 2000],
  ['events for many words of a bitmap', behaviourLogOf(200, 24 * 20), 500],
  ['many events of one moment', behaviourLogOf(120, 30), 500],
] as const;

for (const [title, drawn, count] of logs) {
  test(`of whom a behaviour holds is what going through their events by hand says, ${title}`, () => {
    fc.assert(
      fc.property(behaviourArbitrary, drawn, (asked, log) => {
        const { members, wanted } = askBoth(asked, log);
        expect(members).toEqual(wanted);
      }),
      runs(count),
    );
  });
}

function askBoth(asked: Behaviour, log: readonly LoggedEvent[]): { members: string[]; wanted: string[] } {
  const world = computeWorld(log);
  const { predicates, numbers, params } = planBehaviour(asked, contextFor(log));
  const bitmaps = predicates.map((filter) => {
    const bitmap = new Uint32Array(bitmapWords(world.events.length));
    for (const [position, event] of world.events.entries())
      if (matchesFilter(event, filter)) bitmapAdd(bitmap, position);
    return bitmap;
  });
  const column =
    numbers === undefined
      ? undefined
      : Float64Array.from(world.events, ({ properties }) => Number(properties['amount'] ?? NaN));
  const steps = membersInSteps(world.sequences, bitmaps, column, params);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const found = step.value;
  return {
    members: world.persons.filter((_, person) => found[person] === 1),
    wanted: world.persons.filter((person) =>
      holds(
        asked,
        world.events.filter((event) => event.person === person),
      ),
    ),
  };
}
