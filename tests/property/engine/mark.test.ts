/** Bitmaps that workers make range by range against going through all events by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Mark, type MarkedBehaviour, markRange } from '../../../electron/engine/folds/mark-task';
import { bitmapAdd, bitmapHas, bitmapWords } from '../../../shared/base/bitmap';
import { planBehaviour } from '../../../shared/insights/behaviour/plan';
import { behaviourArbitrary, behaviourLog } from '../../support/behaviour-arbitraries';
import { matchesFilter } from '../../support/filters';
import { holds } from '../../support/oracles/behaviours';
import { computeWorld, contextFor } from '../../support/run-insight';
import { runs } from '../../support/runs';

const never = (): boolean => false;

test('what ranges mark together is what going through the events by hand says', () => {
  fc.assert(
    fc.property(
      behaviourArbitrary,
      behaviourArbitrary,
      behaviourLog,
      fc.array(fc.nat(6), { maxLength: 3 }),
      (one, other, log, cuts) => {
        const world = computeWorld(log);
        const { length } = world.events;
        const behaviours: MarkedBehaviour[] = [];
        const predicates: Uint32Array[] = [];
        const numbers: Float64Array[] = [];
        const amounts = Float64Array.from(world.events, ({ properties }) => Number(properties['amount'] ?? NaN));
        for (const asked of [one, other]) {
          const plan = planBehaviour(asked, contextFor(log));
          const places = plan.predicates.map((filter) => {
            const bitmap = new Uint32Array(bitmapWords(length));
            for (const [at, event] of world.events.entries()) if (matchesFilter(event, filter)) bitmapAdd(bitmap, at);
            return predicates.push(bitmap) - 1;
          });
          const column = plan.numbers === undefined ? -1 : numbers.push(amounts) - 1;
          behaviours.push({ params: plan.params, predicates: places, numbers: column });
        }
        const marks = [...behaviours.map((each) => [each]), behaviours].map((all): Mark => ({ by: 'behaviours', all }));
        const codes = world.sequences.name.reduce((most, code) => Math.max(most, code), 0) + 1;
        marks.push({ by: 'name', wanted: Uint8Array.from({ length: codes }, (_, code) => code % 2) });

        const into = marks.map(() => new Uint32Array(new SharedArrayBuffer(Math.max(1, bitmapWords(length)) * 4)));
        const input = { sequences: world.sequences, predicates, numbers, codes: [], codeSizes: [], tables: [] };
        const { persons } = world.sequences;
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, persons)).sort((a, b) => a - b), persons];
        for (const [at, from] of bounds.slice(0, -1).entries()) {
          markRange(input, marks, into, { from, to: bounds[at + 1] ?? persons }, never);
        }

        const whose = new Map(
          world.persons.map((person) => {
            const own = world.events.filter((event) => event.person === person);
            const both = [holds(one, own), holds(other, own)];
            return [person, [...both, both.every(Boolean)]];
          }),
        );
        const name = world.sequences.name;
        expect(world.events.map((_, at) => into.map((bitmap) => bitmapHas(bitmap, at)))).toEqual(
          world.events.map(({ person }, at) => [...(whose.get(person) ?? []), (name[at] ?? 0) % 2 === 1]),
        );
      },
    ),
    runs(300),
  );
});
