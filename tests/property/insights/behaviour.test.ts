/** Behaviours against going through each person's events by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapAdd, bitmapWords } from '../../../shared/base/bitmap';
import { membersInSteps } from '../../../shared/insights/behaviour/members';
import { planBehaviour } from '../../../shared/insights/behaviour/plan';
import { behaviourArbitrary, behaviourLog } from '../../support/behaviour-arbitraries';
import { matchesFilter } from '../../support/filters';
import { holds } from '../../support/oracles/behaviours';
import { computeWorld, contextFor } from '../../support/run-insight';
import { runs } from '../../support/runs';

test('of whom a behaviour holds is what going through their events by hand says', () => {
  fc.assert(
    fc.property(behaviourArbitrary, behaviourLog, (asked, log) => {
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
      const members = world.persons.filter((_, person) => step.done === true && step.value[person] === 1);
      const wanted = world.persons.filter((person) =>
        holds(
          asked,
          world.events.filter((event) => event.person === person),
        ),
      );
      expect(members).toEqual(wanted);
    }),
    runs(3000),
  );
});
