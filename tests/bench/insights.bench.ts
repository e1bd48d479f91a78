/**
 * The folds over 20 million events of 500,000 persons, on one thread. Prints rows per second and how many times longer
 * each takes than a plain loop that only sums the event times: a yardstick that moves with the machine.
 */
import { bitmapWords } from '../../shared/base/bitmap';
import { correlation } from '../../shared/insights/correlation';
import { frequency } from '../../shared/insights/frequency';
import { funnel } from '../../shared/insights/funnel';
import { planFunnel } from '../../shared/insights/funnel/plan';
import { funnelSpecSchema } from '../../shared/insights/funnel/spec';
import type { FoldInput, Insight, PlanContext } from '../../shared/insights/insight';
import { lifecycle } from '../../shared/insights/lifecycle';
import { paths } from '../../shared/insights/paths';
import { retention } from '../../shared/insights/retention';
import { stickiness } from '../../shared/insights/stickiness';
import { trends } from '../../shared/insights/trends';
import { planTrends } from '../../shared/insights/trends/plan';
import { trendsSpecSchema } from '../../shared/insights/trends/spec';
import { seededRandom } from '../../shared/base/random';

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 20_000_000);
const PERSONS = Math.max(1, Math.round(EVENTS / 40));
const NAMES = 24;
const DAYS = 60;
const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 2);
const NEVER = (): boolean => false;

interface Data {
  readonly input: Omit<FoldInput, 'predicates' | 'codes' | 'codeSizes' | 'numbers' | 'tables'>;
  readonly bitmaps: readonly Uint32Array[];
  readonly codes: Int32Array;
}

/** Persons with 1 to 79 events; event names as uneven as they are in life: name n is about twice as common as n + 2. */
function drawData(): Data {
  const random = seededRandom(1);
  const offsets = new Uint32Array(PERSONS + 1);
  const time = new Float64Array(EVENTS);
  const name = new Int32Array(EVENTS);
  const session = new Int32Array(EVENTS);
  const codes = new Int32Array(EVENTS);
  const bitmaps = Array.from({ length: NAMES }, () => new Uint32Array(bitmapWords(EVENTS)));
  let position = 0;
  let sessions = -1;
  for (let person = 0; person < PERSONS; person += 1) {
    const left = PERSONS - person;
    const size = left === 1 ? EVENTS - position : Math.min(EVENTS - position, 1 + Math.floor(random.next() * 79));
    let at = START + random.next() * DAYS * DAY * 0.5;
    const step = (START + DAYS * DAY - at) / size;
    for (let event = 0; event < size; event += 1) {
      const gap = random.next() * step * 2;
      if (event === 0 || gap > 1_800_000) sessions += 1;
      at = Math.min(START + DAYS * DAY - 1, at + Math.floor(gap));
      const code = Math.min(NAMES - 1, Math.floor(-Math.log2(1 - random.next()) * 2));
      time[position] = Math.floor(at);
      name[position] = code;
      session[position] = sessions;
      codes[position] = Math.floor(random.next() * 40) - 1;
      const bitmap = bitmaps[code] as Uint32Array;
      bitmap[position >>> 5] = (bitmap[position >>> 5] as number) | (1 << (position & 31));
      position += 1;
    }
    offsets[person + 1] = position;
  }
  const sequences = { persons: PERSONS, length: position, offsets, time, name, session, eid: new Uint32Array(0) };
  return { input: { sequences }, bitmaps, codes };
}

function bestOf<T>(times: number, work: () => T): { ms: number; value: T } {
  let ms = Infinity;
  let value: T | undefined;
  for (let round = 0; round < times; round += 1) {
    const started = performance.now();
    value = work();
    ms = Math.min(ms, performance.now() - started);
  }
  return { ms, value: value as T };
}

const data = drawData();
const { sequences } = data.input;
const context: PlanContext = {
  timezone: 'Europe/Berlin',
  weekStart: 'monday',
  now: START + DAYS * DAY,
  extent: { from: START, to: START + DAYS * DAY - 1 },
};
const yardstick = bestOf(5, () => {
  let sum = 0;
  for (let position = 0; position < sequences.length; position += 1) sum += sequences.time[position] as number;
  return sum;
});
console.log(`${sequences.length} events, ${PERSONS} persons; summing all times takes ${yardstick.ms.toFixed(1)} ms`);

function report<Spec, Params, Part, Result, Cell>(
  title: string,
  insight: Insight<Spec, Params, Part, Result, Cell>,
  spec: Spec,
  plan: {
    params: Params;
    needs: { predicates: readonly unknown[]; codeColumns: readonly string[]; cleaned?: readonly unknown[] };
  },
  bitmaps: readonly Uint32Array[],
): void {
  const input: FoldInput = {
    sequences,
    predicates: bitmaps,
    codes: plan.needs.codeColumns.map(() => data.codes),
    codeSizes: plan.needs.codeColumns.map(() => 39),
    numbers: [],
    // Names that are their own clean names.
    tables: (plan.needs.cleaned ?? []).map(() => Int32Array.from({ length: 39 }, (_, code) => code)),
  };
  const values = Array.from({ length: 39 }, (_, code) => `value ${code}`);
  const dictionaries = [...plan.needs.codeColumns, ...(plan.needs.cleaned ?? [])].map(() => values);
  const folded = bestOf(3, () => insight.fold(input, plan.params, { from: 0, to: PERSONS }, NEVER));
  const shaped = bestOf(2, () => insight.shape(spec, plan.params, folded.value, dictionaries));
  const rate = (sequences.length / folded.ms / 1000).toFixed(0);
  console.log(
    `${title.padEnd(44)} fold ${folded.ms.toFixed(0).padStart(6)} ms  ${rate.padStart(5)} M rows/s` +
      `  ${(folded.ms / yardstick.ms).toFixed(1).padStart(6)} × yardstick  shape ${shaped.ms.toFixed(0).padStart(5)} ms`,
  );
}

const names = [3, 6, 8, 10];
const bitmapsOf = (codes: readonly number[]): Uint32Array[] => codes.map((code) => data.bitmaps[code] as Uint32Array);

function reportFunnel(title: string, codes: readonly number[], more: object): void {
  const spec = funnelSpecSchema.parse({
    kind: 'funnel',
    window: { value: 7, unit: 'day' },
    steps: codes.map((code) => ({ event: `name ${code}` })),
    ...more,
  });
  const plan = planFunnel(spec, context);
  const extra = plan.needs.predicates.length - new Set(codes).size;
  report(title, funnel, spec, plan, [...bitmapsOf([...new Set(codes)]), ...bitmapsOf([12].slice(0, extra))]);
}

reportFunnel('funnel, 4 steps', names, {});
reportFunnel('funnel, 4 common steps', [0, 1, 2, 3], {});
reportFunnel('funnel, 4 steps, breakdown', names, { breakdown: { property: 'properties.plan' } });
reportFunnel('funnel, 4 steps, by session', names, { countBy: 'sessions' });
reportFunnel('funnel, 4 steps, exclusion', names, {
  exclusions: [{ match: { event: 'name 12' }, fromStep: 1, toStep: 2 }],
});
reportFunnel('funnel, 4 steps, strict', names, { order: 'strict' });
reportFunnel('funnel, 4 steps, any order', names, { order: 'any' });
reportFunnel('funnel, 4 steps, one held property', names, { holdConstant: ['properties.plan'] });
reportFunnel('funnel, 4 common steps, re-entry', [0, 1, 2, 3], { reentry: true });
reportFunnel('funnel, 4 steps, a chain per value', names, {
  breakdown: { property: 'properties.plan', attribution: 'all' },
});

function reportTrends(title: string, math: unknown, more: object = {}): void {
  const spec = trendsSpecSchema.parse({
    kind: 'trends',
    interval: 'day',
    series: [{ match: { event: 'name 0' }, math }],
    ...more,
  });
  report(title, trends, spec, planTrends(spec, context), bitmapsOf([0]));
}

reportTrends('trends, events a day', 'events');
reportTrends('trends, persons a day', 'persons');
reportTrends('trends, sessions a day', 'sessions');
reportTrends('trends, persons a day, with the days before', 'persons', {
  range: { from: '2026-06-01', to: '2026-06-30' },
  compare: { previous: true },
});
reportTrends('trends, monthly actives', { active: 'mau' });
reportTrends('trends, persons a day by a property', 'persons', { breakdown: [{ property: 'properties.plan' }] });

function reportHabit<Spec, Params, Part, Result, Cell>(
  title: string,
  insight: Insight<Spec, Params, Part, Result, Cell>,
  spec: object,
  codes: readonly number[],
): void {
  const parsed = insight.spec.parse(spec);
  report(title, insight, parsed, insight.plan(parsed, context), bitmapsOf(codes));
}

const page = { event: 'name 0' };
reportHabit(
  'retention, 8 weeks',
  retention,
  { kind: 'retention', start: page, return: { event: 'name 1' }, interval: 'week', periods: 8 },
  [0, 1],
);
reportHabit(
  'retention, 30 days, recurring',
  retention,
  { kind: 'retention', start: page, return: page, interval: 'day', periods: 30, cohortBy: 'recurring' },
  [0],
);
reportHabit('lifecycle by week', lifecycle, { kind: 'lifecycle', match: page, interval: 'week' }, [0]);
reportHabit('stickiness by day', stickiness, { kind: 'stickiness', match: page, interval: 'day' }, [0]);
reportHabit('frequency per session', frequency, { kind: 'frequency', match: page, per: 'session' }, [0]);
reportHabit('paths, 5 steps', paths, { kind: 'paths', of: 'events', within: 'session' }, []);

function reportCorrelation(title: string, codes: readonly number[], properties: readonly string[]): void {
  const funnelSpec = { kind: 'funnel', steps: codes.map((code) => ({ event: `name ${code}` })) };
  const spec = correlation.spec.parse({ kind: 'correlation', funnel: funnelSpec, properties });
  // The funnel's own predicates, then the same again for what is left out.
  report(title, correlation, spec, correlation.plan(spec, context), bitmapsOf([...codes, ...codes]));
}

reportCorrelation('correlation with a funnel of 4 steps', names, []);
reportCorrelation('correlation with a funnel of 4 common steps', [0, 1, 2, 3], []);
reportCorrelation('correlation, common steps, by a property', [0, 1, 2, 3], ['properties.plan']);
reportHabit(
  'paths, 5 steps, breakdown',
  paths,
  { kind: 'paths', of: 'events', within: 'session', breakdown: { property: 'properties.plan' } },
  [],
);
