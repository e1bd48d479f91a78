/** Correlations drawn so that every count can be followed by eye. */
import { describe, expect, test } from 'vitest';
import { correlation } from '../../../shared/insights/correlation';
import { insightSpecSchema } from '../../../shared/insights/specs';
import { eventLog } from '../../support/event-log';
import { subjectText } from '../../support/oracles/correlation';
import { drillInsight, runInsight } from '../../support/run-insight';

const problems = (spec: object): string[] =>
  insightSpecSchema
    .safeParse({ kind: 'correlation', ...spec })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const funnel = {
  kind: 'funnel',
  steps: [{ event: 'visit' }, { event: 'pay' }],
  window: { value: 1, unit: 'hour' },
} as const;

const shop = eventLog`
  ana  09:00 visit  09:10 help{topic=price}  09:20 pay    09:30 review
  ben  09:00 help   09:05 visit              09:20 pay
  cho  09:00 visit  09:10 help{topic=price}  09:50 help{topic=bugs}
  dan  09:00 visit  10:00 error              10:01 help{topic=bugs}
  eva  09:00 error
`;

const rowsOf = (more: object) =>
  Object.fromEntries(
    runInsight(correlation, { kind: 'correlation', funnel, minCount: 1, ...more }, shop).rows.map((row) => [
      subjectText(row),
      Object.values(row.counts),
    ]),
  );

describe('a correlation with a funnel', () => {
  test('looks from the first step to the conversion, or to the end of the window', () => {
    // ana's review came after paying; ben's help before the visit; dan's error at the window's very end, his help after it.
    expect(rowsOf({})).toEqual({ help: [1, 1, 1, 1], error: [0, 1, 2, 1] });
  });

  test('tests the values of properties beside', () => {
    expect(rowsOf({ properties: ['properties.topic', 'person.name'] })).toMatchObject({
      help: [1, 1, 1, 1],
      'help properties.topic=price': [1, 1, 1, 1],
      'help properties.topic=bugs': [0, 1, 2, 1],
      'person.name=ana': [1, 0, 1, 2],
      'person.name=dan': [0, 1, 2, 1],
    });
  });

  test('opens the persons of each field of the table', () => {
    const open = (did: boolean, converted: boolean) =>
      drillInsight(correlation, { kind: 'correlation', funnel }, shop, { event: 'help', did, converted });
    expect(open(true, true)).toEqual({ ana: ['e0001'] });
    expect(open(true, false)).toEqual({ cho: ['e0008', 'e0009'] });
    expect(open(false, true)).toEqual({ ben: ['e0005'] });
    expect(open(false, false)).toEqual({ dan: ['e0010'] });
  });

  test('says what it did not test', () => {
    const { rows, tested, untested } = runInsight(correlation, { kind: 'correlation', funnel, minCount: 2 }, shop);
    expect(rows.map(subjectText)).toEqual(['help']);
    expect({ tested, untested }).toEqual({ tested: 1, untested: 1 });
  });

  test('names findings first and by the strength of their odds', () => {
    const many = Array.from({ length: 60 }, (_, index) => {
      const buys = index < 30;
      const name = `p${String(index).padStart(2, '0')}`;
      const demo = buys ? '09:01 demo' : '';
      const error = buys && index > 2 ? '' : '09:02 error';
      const coin = index % 2 === 0 ? '09:03 coin' : '';
      return `${name} 09:00 visit ${demo} ${error} ${coin} ${buys ? '09:30 pay' : ''}`;
    }).join('\n');
    const log = eventLog(Object.assign([many], { raw: [many] }));
    const result = runInsight(correlation, { kind: 'correlation', funnel }, log);
    expect(result.rows.map(({ event, oddsRatio, qValue }) => [event, oddsRatio > 1, qValue <= 0.05])).toEqual([
      ['demo', true, true],
      ['error', false, true],
      ['coin', false, false],
    ]);
    expect(result.findings).toBe(2);
    expect(result.rows[0]).toMatchObject({ shareOfConverted: 1, shareOfNot: 0, lift: 2, test: 'chi2' });
  });
});

describe('a correlation with a segment', () => {
  const named = (...names: string[]) => ({ property: 'person.name', op: 'eq', value: names });

  test('counts those of either group who did anything in the range', () => {
    const spec = { kind: 'correlation', segment: named('ana', 'ben', 'eva'), minCount: 1 };
    const range = { from: '2026-03-02T09:05:00Z', to: '2026-03-02T09:25:00Z' };
    const result = runInsight(correlation, { ...spec, range }, shop);
    expect([result.converted, result.notConverted]).toEqual([2, 1]);
    const against = runInsight(correlation, { ...spec, against: named('ana', 'dan') }, shop);
    expect([against.converted, against.notConverted]).toEqual([3, 1]);
  });
});

describe('a correlation spec', () => {
  const segment = { performed: { event: 'pay' } };

  test('takes a funnel, or a segment', () => {
    expect(problems({ funnel })).toEqual([]);
    expect(problems({ segment, against: { notPerformed: { event: 'pay' } } })).toEqual([]);
  });

  test.each([
    [{}, 'funnel: must be set, or else segment: a correlation is with converting or with belonging.'],
    [{ funnel, segment }, 'segment: must not be set beside funnel; leave one of them out.'],
    [{ funnel, range: { from: '2026-01-01' } }, 'range: must not be set beside funnel; set funnel.range instead.'],
    [
      { segment, properties: ['event'] },
      'properties.0: «event» says nothing beside the event; use a property such as properties.KEY.',
    ],
    [{ segment, properties: ['person.a', 'person.a'] }, 'properties.1: names «person.a» again.'],
    [
      { funnel: { ...funnel, exclusions: [{ match: { event: 'x' }, fromStep: 1, toStep: 3 }] } },
      'funnel.exclusions.0.toStep: must be at most 2, the number of steps.',
    ],
  ])('such as %o is refused', (spec, problem) => {
    expect(problems(spec)).toEqual([problem]);
  });

  test('whose segment tests single events is refused', () => {
    expect(problems({ segment: { property: 'properties.plan', op: 'is_set' } })[0]).toMatch(/^segment: .*of events/);
  });
});
