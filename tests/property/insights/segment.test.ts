/** Segments against going through everything each person did: count, both sides of the drill, and what speaks for each. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segment } from '../../../shared/insights/segment';
import { type SegmentSpec, segmentSpecSchema } from '../../../shared/insights/segment/spec';
import type { Filter } from '../../../shared/model/filter';
import { behaviourArbitrary, behaviourLog, dayRange } from '../../support/behaviour-arbitraries';
import { askSegment } from '../../support/oracles/behaviours';
import { drillInsight, runInsight } from '../../support/run-insight';
import { runs } from '../../support/runs';

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    behaviourArbitrary,
    fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

const spec = fc
  .record({ filter, range: fc.option(dayRange, { nil: undefined }) })
  .map(({ range, ...rest }): SegmentSpec =>
    segmentSpecSchema.parse({ kind: 'segment', ...rest, ...(range === undefined ? {} : { range }) }),
  );

test('who belongs is who did what the filter says, however persons are split', () => {
  fc.assert(
    fc.property(spec, behaviourLog, fc.array(fc.integer({ min: 0, max: 3 })), (asked, log, cuts) => {
      const { inside, outside } = askSegment(asked, log);
      const total = inside.length + outside.length;
      expect(runInsight(segment, asked, log, { cuts })).toEqual({
        kind: 'segment',
        count: inside.length,
        total,
        ...(total === 0 ? {} : { share: inside.length / total }),
      });
      expect(Object.keys(drillInsight(segment, asked, log, { belongs: true })).sort()).toEqual(inside.sort());
      const others = drillInsight(segment, asked, log, { belongs: false });
      expect(Object.keys(others).sort()).toEqual(outside.sort());
      expect(Object.values(others).flat()).toEqual([]);
    }),
    runs(600),
  );
});

test('what a person is shown by is own events, in order, each once', () => {
  fc.assert(
    fc.property(spec, behaviourLog, (asked, log) => {
      for (const [person, ids] of Object.entries(drillInsight(segment, asked, log, { belongs: true }))) {
        const own = log
          .filter((event) => event.person === person)
          .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
        expect(ids).toEqual(own.map(({ id }) => id).filter((id) => ids.includes(id)));
        expect(new Set(ids).size).toBe(ids.length);
      }
    }),
    runs(300),
  );
});
