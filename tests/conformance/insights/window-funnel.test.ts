/**
 * ClickHouse's windowFunnel asserts 85 results in its own tests. Where its modes mean what a funnel here means, the
 * level must be the same; where they do not, the difference is named. The facts lie beside the checkout
 * (../shared/data/peers); a part of them is restated below, so that something is always compared.
 *
 * | mode | here |
 * |---|---|
 * | default | sequential, but there one event may do several steps in a row |
 * | strict_once | sequential: an event is used once |
 * | strict_order | strict, but there a chain that is broken once is not begun again, and matching events alone break it |
 * | strict_increase | none: equal times convert here |
 * | strict_deduplication, allow_reentry | none: repeats neither end a chain nor are passed over |
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { funnel } from '../../../shared/insights/funnel';
import type { LoggedEvent } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const factSchema = z.object({
  name: z.string(),
  events: z.array(z.tuple([z.union([z.number(), z.string()]), z.union([z.number(), z.string()])])),
  steps: z.array(z.string()),
  window: z.number(),
  modes: z.array(z.string()),
  expected: z.number(),
});
type Fact = z.infer<typeof factSchema>;

const OPERATORS: Record<string, string> = { '=': 'eq', '<=': 'lte', '>=': 'gte', '<': 'lt', '>': 'gt' };

/** `event <= 1007` or `action='pay'` as a matcher of logged events. */
function matcherOf(condition: string): object {
  const match = /^\s*\w+\s*(<=|>=|=|<|>)\s*'?([^']+)'?\s*$/.exec(condition);
  const op = OPERATORS[match?.[1] ?? ''];
  if (match === null || op === undefined) throw new Error(`The condition «${condition}» is of no known form.`);
  const value = match[2] ?? '';
  const asNumber = Number(value);
  return { event: '*', where: { property: 'properties.e', op, value: Number.isNaN(asNumber) ? value : asNumber } };
}

function levelOf({ events, steps, window }: Fact, order: 'sequential' | 'strict'): number {
  const log = events.map(([time, e], index): LoggedEvent => ({
    id: `e${String(index).padStart(3, '0')}`,
    person: 'one',
    event: 'event',
    time: typeof time === 'number' ? time * 1000 : Date.parse(`${time.replace(' ', 'T')}Z`),
    session: 's',
    properties: { e },
  }));
  // A funnel has at least two steps; one that nothing does changes no level.
  const matchers = [...steps.map(matcherOf), ...(steps.length === 1 ? [{ event: 'never' }] : [])];
  const spec = { kind: 'funnel', order, window: { value: window, unit: 'second' }, steps: matchers };
  return runInsight(funnel, spec, log).steps.filter(({ count }) => count > 0).length;
}

/** The order that a fact's modes stand for here; undefined where there is none. */
function orderOf({ modes }: Fact): 'sequential' | 'strict' | undefined {
  if (modes.length === 0 || modes.join() === 'strict_once') return 'sequential';
  return modes.join() === 'strict_order' ? 'strict' : undefined;
}

const STARTS_AGAIN = 'a broken chain may be begun again here, and another start may go deeper';
const OUT_OF_ORDER = 'an event of an earlier step breaks the chain here; there it is passed over once its step is done';
const SHARED_STEP = 'two steps ask for the same event; here an event goes to whichever step needs it';

/** Facts of comparable modes whose level is another here, and why; by name and number of steps. */
const DIFFERENT: Record<string, { readonly level: number; readonly because: string }> = {
  'same step repeated 3x, one event, default / 3': { level: 1, because: 'an event is used once here' },
  "reentry user 2 steps abc ['strict_order'] / 3": { level: 3, because: STARTS_AGAIN },
  "reentry user 2 steps abcd ['strict_order'] / 4": { level: 3, because: STARTS_AGAIN },
  "reentry user 5 steps abcd ['strict_order'] / 4": { level: 4, because: STARTS_AGAIN },
  "reentry user 3 steps abcd ['strict_order'] / 4": { level: 3, because: OUT_OF_ORDER },
  'strict_order set user 3 [strict_order] / 3': { level: 2, because: OUT_OF_ORDER },
  'strict_order set user 4 [strict_order] / 3': { level: 2, because: OUT_OF_ORDER },
  'ecommerce user 1 / 4': { level: 4, because: SHARED_STEP },
  'ecommerce user 2 / 4': { level: 2, because: SHARED_STEP },
  'ecommerce user 3 / 4': { level: 2, because: SHARED_STEP },
};

const fact = (
  name: string,
  events: Fact['events'],
  steps: string[],
  window: number,
  modes: string[],
  expected: number,
) => ({
  name,
  events,
  steps,
  window,
  modes,
  expected,
});
const row = (...codes: (string | number)[]): Fact['events'] => codes.map((code, index) => [index, code]);
const is = (...values: string[]): string[] => values.map((value) => `event = '${value}'`);

/** Restated, not copied: enough of each comparable mode to hold the semantics without the file. */
const RESTATED: Fact[] = [
  fact('gaps are fine', row('a', 'x', 'b', 'x', 'c'), is('a', 'b', 'c'), 100, [], 3),
  fact('the window’s edge is inside', row('a', 'x', 'b'), is('a', 'b'), 2, [], 2),
  fact('beyond the edge is outside', row('a', 'x', 'x', 'b'), is('a', 'b'), 2, [], 1),
  fact('the wrong order stops at the first', row('b', 'a'), is('a', 'b'), 100, [], 1),
  fact(
    'equal times go by step',
    [
      [0, 'a'],
      [1, 'c'],
      [1, 'b'],
      [2, 'd'],
    ],
    is('a', 'b', 'c', 'd'),
    100,
    [],
    4,
  ),
  fact('an event is used once', row('a'), is('a', 'a', 'a'), 100, ['strict_once'], 1),
  fact('two equal steps take two events', row('f', 'f', 's'), is('f', 'f', 's'), 100, ['strict_once'], 3),
  fact('strict order ends at a foreign event', row('a', 'b', 'd', 'c'), is('a', 'b', 'c'), 100, ['strict_order'], 2),
  fact(
    'strict order follows an unbroken row',
    row('a', 'b', 'c', 'b', 'd'),
    is('a', 'b', 'c'),
    100,
    ['strict_order'],
    3,
  ),
];

describe('windowFunnel, restated', () => {
  test.each(RESTATED)('$name', (one) => {
    expect(levelOf(one, orderOf(one) ?? 'sequential')).toBe(one.expected);
  });
});

const file = resolve(import.meta.dirname, '../../../../shared/data/peers/window_funnel_facts.json');

describe.skipIf(!existsSync(file))(`windowFunnel, all facts of ${file}`, () => {
  const facts = existsSync(file)
    ? z.object({ cases: z.array(factSchema) }).parse(JSON.parse(readFileSync(file, 'utf8'))).cases
    : [];
  const comparable = facts.filter((one) => orderOf(one) !== undefined);

  test('are there', () => {
    expect(facts).toHaveLength(85);
    console.log(`${comparable.length} of ${facts.length} facts are of a mode that has its like here.`);
  });

  test.each(comparable.map((one, index) => ({ ...one, title: `${one.name} [${one.modes.join()}] ${index}` })))(
    '$title',
    (one) => {
      const known = DIFFERENT[`${one.name} / ${one.steps.length}`];
      if (known !== undefined) expect(known.level, known.because).not.toBe(one.expected);
      expect(levelOf(one, orderOf(one) ?? 'sequential')).toBe(known === undefined ? one.expected : known.level);
    },
  );
});
