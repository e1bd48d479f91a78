/** Every fold asks often whether its answer is still wanted, and gives up once it is not. */
import { describe, expect, test } from 'vitest';
import { bitmapWords } from '../../../shared/base/bitmap';
import type { FoldInput } from '../../../shared/insights/insight';
import { insightOf } from '../../../shared/insights/registry';
import type { FoldSpec } from '../../../shared/insights/specs';
import type { Matcher } from '../../../shared/model/filter';

const PERSONS = 4_000;
const EACH = 4;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);
/** Persons that may be looked at before the next question whether to go on. */
const MOST_PERSONS = 500;

const length = PERSONS * EACH;
const sequences = {
  persons: PERSONS,
  length,
  offsets: Uint32Array.from({ length: PERSONS + 1 }, (_, person) => person * EACH),
  time: Float64Array.from({ length }, (_, at) => START + (at % EACH) * HOUR),
  name: new Int32Array(length),
  session: Int32Array.from({ length }, (_, at) => Math.floor(at / EACH)),
  eid: Uint32Array.from({ length }, (_, at) => at),
};
const a: Matcher = { event: 'a' };
const b: Matcher = { event: 'b' };

const specs: readonly [string, FoldSpec][] = [
  ['a funnel', { kind: 'funnel', steps: [a, b] }],
  ['a funnel by session', { kind: 'funnel', steps: [a, b], countBy: 'sessions', order: 'any' }],
  ['persons by day', { kind: 'trends', interval: 'day', series: [{ match: a, math: 'persons' }] }],
  ['persons by hour', { kind: 'trends', interval: 'hour', series: [{ match: a, math: 'persons' }] }],
  ['events by day', { kind: 'trends', interval: 'day', series: [{ match: a, math: 'events' }] }],
  ['retention', { kind: 'retention', start: a, return: b, interval: 'day', periods: 3 }],
  [
    'recurring retention',
    { kind: 'retention', start: a, return: b, interval: 'day', periods: 3, cohortBy: 'recurring' },
  ],
  ['paths', { kind: 'paths', of: 'events', within: 'session', steps: 5, maxEdges: 20 }],
  ['a lifecycle', { kind: 'lifecycle', match: a, interval: 'day' }],
  ['stickiness', { kind: 'stickiness', match: a, interval: 'day' }],
  ['a frequency', { kind: 'frequency', match: a, per: 'person' }],
  ['a segment', { kind: 'segment', filter: { performed: a } }],
];

function ask(asked: FoldSpec, goesOn: (looks: number) => boolean): number {
  const insight = insightOf(asked.kind);
  const spec = insight.spec.parse(asked);
  const { needs, params } = insight.plan(spec, {
    timezone: 'UTC',
    weekStart: 'monday',
    now: START,
    extent: { from: START, to: START + 24 * HOUR },
  });
  const input: FoldInput = {
    sequences,
    predicates: needs.predicates.map(() => new Uint32Array(bitmapWords(length)).fill(0xffffffff)),
    codes: needs.codeColumns.map(() => new Int32Array(length)),
    codeSizes: needs.codeColumns.map(() => 1),
    numbers: needs.numberColumns.map(() => new Float64Array(length)),
    tables: (needs.cleaned ?? []).map(() => new Int32Array(1)),
  };
  let looks = 0;
  insight.fold(input, params, { from: 0, to: PERSONS }, () => {
    looks += 1;
    return !goesOn(looks);
  });
  return looks;
}

describe.each(specs)('%s', (_, spec) => {
  test('asks every few hundred persons', () => {
    expect(ask(spec, () => true)).toBeGreaterThanOrEqual(PERSONS / MOST_PERSONS);
  });

  test('gives up where it is told', () => {
    // Once more at the end, to carry nothing home.
    expect(ask(spec, (looks) => looks < 3)).toBeLessThanOrEqual(4);
  });
});
