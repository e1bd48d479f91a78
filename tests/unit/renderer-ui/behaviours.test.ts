import { describe, expect, it } from 'vitest';
import {
  BEHAVIOUR_KINDS,
  finishBehaviour,
  kindOf,
  NEW_BEHAVIOUR,
  toBehaviourDraft,
  withCounting,
  withKind,
  type BehaviourDraft,
} from '../../../renderer/parts/behaviour-model';
import { behaviourPhrases, behaviourWords, filterWords } from '../../../renderer/parts/behaviour-words';
import { duringWords } from '../../../renderer/parts/range-words';
import { behaviourSchema, filterSchema, type Behaviour } from '../../../shared/model/filter';
import type { Range } from '../../../shared/model/range';

const paid = { event: 'paid' };
const paidMuch = { event: 'paid', where: { property: 'properties.amount', op: 'gt' as const, value: 50 } };
const last30: Range = { last: { value: 30, unit: 'day' } };
const march: Range = { from: '2026-03-01', to: '2026-03-31' };
const week = { value: 7, unit: 'day' as const };

/** Every form, bare and with everything it may have, beside what is read. */
const FORMS: readonly (readonly [behaviour: Behaviour, words: string])[] = [
  [{ performed: paid }, 'did paid'],
  [{ performed: paid, window: last30 }, 'did paid in the last 30 days'],
  [
    { performed: paidMuch, count: { op: 'gte', value: 2 }, window: march },
    'did paid (amount > 50) at least 2 times from 1 Mar 2026 to 31 Mar 2026',
  ],
  [{ performed: paid, count: { op: 'lte', value: 0 } }, 'did paid at most 0 times'],
  [{ performed: { event: '*' }, count: { op: 'eq', value: 1 } }, 'did any event exactly once'],
  [{ performed: { anyOf: [paid, { event: '$pageview' }] } }, 'did paid or Page view'],
  [{ notPerformed: paid }, 'never did paid'],
  [{ notPerformed: paid, window: { from: '2026-03-01' } }, 'did not do paid since 1 Mar 2026'],
  [{ firstPerformed: paid, window: { to: '2026-03-01' } }, 'did paid for the first time until 1 Mar 2026'],
  [{ sequence: [paid, { event: 'left' }] }, 'did paid, then left'],
  [
    { sequence: [{ event: 'came' }, paidMuch, { event: 'left' }], within: { value: 1, unit: 'hour' }, window: last30 },
    'did came, then paid (amount > 50), then left, all within 1 hour, in the last 30 days',
  ],
  [
    { stopped: paid, activeIn: march, inactiveIn: last30 },
    'did paid from 1 Mar 2026 to 31 Mar 2026, but not in the last 30 days',
  ],
  [{ restarted: paid, inactiveFor: week }, 'did paid again after 7 days or more without it'],
  [
    { restarted: paid, inactiveFor: { value: 1, unit: 'month' }, window: march },
    'did paid again after 1 month or more without it, from 1 Mar 2026 to 31 Mar 2026',
  ],
  [{ regular: paid, atLeast: 3, of: week, bucket: 'day' }, 'did paid on at least 3 days of any 7 days in a row'],
  [
    { regular: paid, atLeast: 1, of: { value: 2, unit: 'week' }, bucket: 'week', window: last30 },
    'did paid in at least 1 week of any 2 weeks in a row, in the last 30 days',
  ],
  [
    { regular: paid, atLeast: 10, of: { value: 1, unit: 'month' }, bucket: 'day', counting: 'calendar' },
    'did paid on at least 10 days of a calendar month',
  ],
  [
    { aggregate: { property: 'properties.amount', of: paid, fn: 'sum' }, op: 'gte', value: 99.5 },
    'had a sum of amount over paid of at least 99.5',
  ],
  [
    { aggregate: { property: 'properties.amount', of: paidMuch, fn: 'avg' }, op: 'lte', value: -1, window: last30 },
    'had an average amount over paid (amount > 50) of at most -1 in the last 30 days',
  ],
];

const bare = (kind: BehaviourDraft['kind']): BehaviourDraft =>
  withKind({ ...NEW_BEHAVIOUR, events: [paid] }, kind, (days) => ({ last: { value: days, unit: 'day' } }));

describe('behaviours', () => {
  it('are covered here in every form', () => {
    expect(new Set(FORMS.map(([behaviour]) => kindOf(behaviour)))).toEqual(new Set(BEHAVIOUR_KINDS));
  });

  it.each(FORMS)('come out of their editor as they went in: %j', (behaviour) => {
    expect(behaviourSchema.parse(behaviour)).toEqual(behaviour);
    expect(finishBehaviour(toBehaviourDraft(behaviour))).toEqual({ behaviour });
  });

  it.each(FORMS)('are read whole: %j', (behaviour, words) => {
    expect(behaviourWords(behaviour)).toBe(words);
  });

  it('leave out what is so anyway, so that equal questions are equal specs', () => {
    expect(finishBehaviour(toBehaviourDraft({ performed: paid, count: { op: 'gte', value: 1 } }))).toEqual({
      behaviour: { performed: paid },
    });
    const rolling: Behaviour = { regular: paid, atLeast: 2, of: week, bucket: 'day', counting: 'rolling' };
    expect(finishBehaviour(toBehaviourDraft(rolling))).toEqual({
      behaviour: { regular: paid, atLeast: 2, of: week, bucket: 'day' },
    });
  });

  it('let the names stand out', () => {
    expect(behaviourPhrases({ sequence: [paid, { event: 'left' }] }).filter(({ strong }) => strong === true)).toEqual([
      { text: 'paid', strong: true },
      { text: 'left', strong: true },
    ]);
  });

  it('are read in brackets beside other conditions', () => {
    expect(
      filterWords({ any: [{ property: 'event', op: 'is_set' }, { not: { performed: paid } }, { notPerformed: paid }] }),
    ).toBe('event is set or (not (did paid)) or (never did paid)');
  });
});

describe('a behaviour half written', () => {
  it.each<[string, BehaviourDraft, RegExp]>([
    ['has no event', NEW_BEHAVIOUR, /Choose an event/],
    ['has no second event', bare('sequence'), /each step/],
    ['has no number', { ...bare('performed'), times: '' }, /how many times/],
    ['has a part of a number', { ...bare('performed'), times: '1.5' }, /whole number/],
    ['has a number below 0', { ...bare('performed'), op: 'eq', times: '-1' }, /whole number/],
    ['holds of everyone', { ...bare('performed'), times: '0' }, /everyone/],
    ['has no days', { ...bare('firstPerformed'), firstIn: undefined }, /days of the first time/],
    ['has one range of two', { ...bare('stopped'), inactiveIn: undefined }, /both ranges/],
    ['has no property', { ...bare('aggregate'), amount: '5' }, /property/],
    ['has no amount', { ...bare('aggregate'), property: 'properties.amount', amount: 'much' }, /how much/],
    ['has no path', { ...bare('aggregate'), property: 'no path', amount: '5' }, /not whole/],
    ['asks for no day', { ...bare('regular'), atLeast: '0' }, /from 1 to 1,000/],
    ['asks for 8 days of 7', { ...bare('regular'), atLeast: '8' }, /cannot hold 8/],
    ['has parts of days', { ...bare('regular'), of: { value: 36, unit: 'hour' } }, /whole number of days/],
    ['has months of 30 days', { ...bare('regular'), bucket: 'month', atLeast: '1' }, /counts as 30 days/],
  ])('%s: it says so and stays out of the spec', (_name, draft, problem) => {
    const finished = finishBehaviour(draft);
    expect(finished).not.toHaveProperty('behaviour');
    expect(finished).toHaveProperty('problem', expect.stringMatching(problem));
  });

  it.each(['performed', 'notPerformed', 'firstPerformed', 'stopped', 'restarted', 'regular'] as const)(
    'is whole with an event alone where everything else has a start: %s',
    (kind) => {
      const finished = finishBehaviour(bare(kind));
      if (!('behaviour' in finished)) throw new Error(finished.problem);
      expect(kindOf(finished.behaviour)).toBe(kind);
      expect(filterSchema.safeParse(finished.behaviour).success).toBe(true);
    },
  );

  it('keeps its events through every form', () => {
    const two: BehaviourDraft = { ...bare('sequence'), events: [paid, paidMuch] };
    const there = BEHAVIOUR_KINDS.reduce((draft, kind) => withKind(draft, kind, () => last30), two);
    expect(withKind(there, 'sequence', () => last30).events).toEqual([paid, paidMuch]);
  });

  it('asks for days of its own where any time will not do', () => {
    const first = bare('firstPerformed');
    expect(first.firstIn).toEqual(last30);
    expect(withKind(first, 'performed', () => march).window).toBeUndefined();
    expect(withKind({ ...first, firstIn: march }, 'firstPerformed', () => last30).firstIn).toEqual(march);
    expect(bare('stopped')).toMatchObject({ activeIn: { last: { value: 90 } }, inactiveIn: last30 });
  });

  it('begins calendar runs with a week, and rolling ones with 7 days', () => {
    const calendar = withCounting({ ...bare('regular'), of: { value: 5, unit: 'day' } }, 'calendar');
    expect(calendar.of).toEqual({ value: 1, unit: 'week' });
    expect(withCounting(calendar, 'calendar')).toBe(calendar);
    expect(withCounting(calendar, 'rolling').of).toEqual(week);
  });
});

describe('windows', () => {
  it.each<[Range | undefined, string]>([
    [undefined, ''],
    [{}, ''],
    [{ last: { value: 1, unit: 'week' } }, 'in the last week'],
    [{ last: { value: 90, unit: 'day' }, now: '2026-02-09' }, 'in the 90 days to 9 Feb 2026'],
    [{ from: '2026-02-09', to: '2026-02-09' }, 'on 9 Feb 2026'],
  ])('%j is read %j', (range, words) => {
    expect(duringWords(range)).toBe(words);
  });
});
