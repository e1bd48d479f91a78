/**
 * Persons by bucket asked again and again: from the second time on the engine knows the bucket of every event. In memory and
 * in files, with ranges that cut buckets, and with events that come in between. Lifecycles and retention share what it knows.
 */
import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../../electron/engine/engine';
import type { InsightSpec } from '../../../shared/insights/specs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 2, 2);
const PERSONS = 20;
/** So little that all events lie in files. */
const IN_FILES = { memoryLimitMb: 0 };

/** Person p does `a` on the days that p divides, at noon, and `b` on all others. */
const isA = (person: number, day: number): boolean => day % (person + 1) === 0;

async function storeDays({ store }: TestEngine, days: readonly number[]): Promise<void> {
  await store(
    ...days.flatMap((day) =>
      Array.from({ length: PERSONS }, (_, person) => ({
        event: isA(person, day) ? 'a' : 'b',
        event_id: `${day}-${person}`,
        distinct_id: `p${person}`,
        timestamp: START + day * DAY_MS + DAY_MS / 2,
      })),
    ),
  );
}

async function personsByDay({ engine }: TestEngine, from: number, to: number): Promise<number[]> {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const spec: InsightSpec = {
    kind: 'trends',
    interval: 'day',
    range,
    series: [{ match: { event: 'a' }, math: 'persons' }],
  };
  const result = await engine.json['insight.run']({ spec }, neverAborted());
  if (result.kind !== 'trends') throw new Error('trends were asked for');
  return result.series[0]?.values.map((value) => value ?? 0) ?? [];
}

const rangeOf = (days: number, round: number): { readonly from: string; readonly to: string } => ({
  from: new Date(START).toISOString(),
  to: new Date(START + days * DAY_MS - round).toISOString(),
});

async function lifecycleByDay({ engine }: TestEngine, days: number, round: number): Promise<number[][]> {
  const spec = { kind: 'lifecycle', interval: 'day', range: rangeOf(days, round), match: { event: 'a' } } as const;
  const result = await engine.json['insight.run']({ spec }, neverAborted());
  if (result.kind !== 'lifecycle') throw new Error('a lifecycle was asked for');
  return [result.new, result.returning, result.resurrecting, result.dormant];
}

async function retentionByDay({ engine }: TestEngine, days: number, round: number): Promise<number[][]> {
  const a = { event: 'a' };
  const asked = { kind: 'retention', interval: 'day', periods: 3, start: a, return: a } as const;
  const result = await engine.json['insight.run']({ spec: { ...asked, range: rangeOf(days, round) } }, neverAborted());
  if (result.kind !== 'retention') throw new Error('retention was asked for');
  return result.cohorts.map(({ size, values }) => [size, ...values]);
}

/** How many persons it holds of, by day. */
const countByDay = (days: number, holds: (person: number, day: number) => boolean): number[] =>
  Array.from(
    { length: days },
    (_, day) => Array.from({ length: PERSONS }, (_, person) => holds(person, day)).filter(Boolean).length,
  );

const expected = (days: readonly number[]): number[] =>
  days.map((day) => Array.from({ length: PERSONS }, (_, person) => person).filter((person) => isA(person, day)).length);

const kinds: readonly [string, Partial<EngineOptions>][] = [
  ['in memory', {}],
  ['in files', IN_FILES],
];

describe.each(kinds)('events %s', (_, options) => {
  test('have the same answers however often they are asked about', async () => {
    const workspace = await openTestEngine(undefined, options);
    try {
      await storeDays(workspace, [0, 1, 2, 3, 4, 5, 6, 7]);
      // Another end each time, so that no kept answer is handed out.
      for (let round = 0; round < 3; round += 1) {
        expect(await personsByDay(workspace, START, START + 8 * DAY_MS - round)).toEqual(
          expected([0, 1, 2, 3, 4, 5, 6, 7]),
        );
      }
      // After noon of its first day, and before noon of its last.
      for (let round = 0; round < 3; round += 1) {
        const found = await personsByDay(workspace, START + DAY_MS * 0.75, START + 3.25 * DAY_MS - round * DAY_MS);
        const whole = [0, ...expected([1, 2]), 0];
        expect(found).toEqual(round === 0 ? whole : [...whole.slice(0, 3 - round), 0]);
      }
      await storeDays(workspace, [8, 9]);
      for (let round = 0; round < 3; round += 1) {
        expect(await personsByDay(workspace, START, START + 10 * DAY_MS - round)).toEqual(
          expected([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        );
      }
      for (let round = 0; round < 3; round += 1) {
        // Everybody's first event is on the first day, and an `a`.
        const wasA = (person: number, day: number): boolean => day > 0 && isA(person, day - 1);
        expect(await lifecycleByDay(workspace, 10, round)).toEqual([
          [PERSONS, ...Array.from({ length: 9 }, () => 0)],
          countByDay(10, (person, day) => isA(person, day) && wasA(person, day)),
          countByDay(10, (person, day) => day > 0 && isA(person, day) && !wasA(person, day)),
          countByDay(10, (person, day) => wasA(person, day) && !isA(person, day)).map((count) => 0 - count),
        ]);
        const [first, ...later] = await retentionByDay(workspace, 10, round);
        expect(first).toEqual([PERSONS, 0, ...expected([1, 2, 3])]);
        expect(later.flat().every((count) => count === 0)).toBe(true);
      }
      // A byte an event and two bits, once.
      const words = Math.ceil((10 * PERSONS) / 32);
      const held = await workspace.engine.memory();
      expect(held.find(({ what }) => what === 'buckets of events')?.bytes).toBe(10 * PERSONS + 2 * 4 * words);
    } finally {
      await workspace.close();
    }
  });
});
