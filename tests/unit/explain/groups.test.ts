import { describe, expect, it, test } from 'vitest';
import { groupNoun } from '../../../shared/insights/explain/group-words';
import { propertyLabel } from '../../../shared/insights/explain/property-words';
import { ruleWords } from '../../../shared/insights/explain/rule-words';
import { funnelSentence } from '../../../shared/insights/explain/funnel';
import { trendsSentence } from '../../../shared/insights/explain/trends';
import { groupWarnings } from '../../../shared/insights/explain/warnings/groups';
import { funnelResultSchema, funnelSpecSchema } from '../../../shared/insights/funnel/spec';
import type { Filter } from '../../../shared/model/filter';
import { trendsResultSchema, trendsSpecSchema } from '../../../shared/insights/trends/spec';
import { canonicalJson } from '../../../shared/base/canonical-json';
import { groupName, propertiesWords } from '../../../renderer/parts/group-words';
import { explainContext, plain, soundFacts, spoken } from '../../support/explain';

const FUNNEL = funnelSpecSchema.parse({
  kind: 'funnel',
  steps: [{ event: 'signed up' }, { event: 'paid' }],
  countBy: { group: 'company' },
});

test.each([
  ['company', 1, 'company'],
  ['company', 0, 'companies'],
  ['team', 2, 'teams'],
  ['key', 2, 'keys'],
  ['business', 2, 'businesses'],
  ['branch', 2, 'branches'],
  ['sales_team', 2, 'sales teams'],
])('%s, %i: %s', (type, count, noun) => {
  expect(groupNoun(type, count)).toBe(noun);
});

test.each([
  ['group.company.$key', 'company'],
  ['group.company.plan', 'company plan'],
  ['group.company.address.city', 'company address › city'],
  ['group.sales_team.$persons', 'sales team people'],
  ['group.company.$persons.x', 'company $persons › x'],
])('%s is called «%s»', (path, label) => {
  expect(propertyLabel(path)).toBe(label);
});

describe('a funnel of companies', () => {
  const step = (label: string, count: number) => ({ label, count, dropped: 0 });
  const result = (first: number, last: number) =>
    funnelResultSchema.parse({
      kind: 'funnel',
      steps: [step('signed up', first), step('paid', last)],
      overall: first === 0 ? {} : { conversion: last / first },
      excluded: 0,
    });

  it('is told by companies', () => {
    expect(spoken(funnelSentence(FUNNEL, result(40, 10), explainContext()))).toMatch(
      /^Of 40 companies that did signed up .*, 10 \(25 %\) went on to paid within 14 days\.$/,
    );
    expect(spoken(funnelSentence(FUNNEL, result(0, 0), explainContext()))).toMatch(/^No company did signed up /);
    expect(ruleWords({ ...FUNNEL, order: 'strict' })).toEqual(
      expect.arrayContaining([
        'Each company counts once, by the events of all its people; events that name no company do not count.',
        'The steps come in this order; no other event of the company lies between.',
      ]),
    );
  });

  const types = [
    { type: 'company', groups: 612 },
    { type: 'team', groups: 31 },
  ];
  const counting = (counts: Readonly<Record<string, number>>) => (filter: Filter) => counts[canonicalJson(filter)];
  const key = (event: string): string => canonicalJson({ property: 'event', op: 'eq', value: event });

  it('says which part of the events is no company’s, from 1 % on', () => {
    const warn = (signedUp: number, paid: number) =>
      groupWarnings(
        FUNNEL,
        explainContext(),
        soundFacts({
          matched: counting({ [key('signed up')]: 200, [key('paid')]: 1000 }),
          groups: { types, matched: counting({ [key('signed up')]: signedUp, [key('paid')]: paid }) },
        }),
      ).map(({ message, ...rest }) => ({ ...rest, message: plain(message) }));
    expect(warn(150, 0)).toEqual([
      {
        code: 'events_without_group',
        message: 'Events that name no company do not count here: 25 % of signed up, all of paid.',
        path: 'countBy.group',
      },
    ]);
    expect(warn(200, 990)[0]?.message).toContain('1 % of paid');
    expect(warn(200, 991)).toEqual([]);
  });

  it('names the types there are where the one asked about is none of them', () => {
    const spec = { ...FUNNEL, countBy: { group: 'compny' } };
    const warn = (there: typeof types) =>
      groupWarnings(spec, explainContext(), soundFacts({ groups: { types: there, matched: () => 0 } }));
    expect(warn(types)).toEqual([
      {
        code: 'group_unknown',
        message:
          'No event of the data names a compny (a group of type «compny»). There are «company» (612), «team» (31).',
        path: 'countBy.group',
      },
    ]);
    expect(warn([])[0]?.message).toBe('No event of the data names a compny (a group of type «compny»).');
  });

  it('says nothing where persons are counted', () => {
    const facts = soundFacts({ groups: { types, matched: () => 0 } });
    expect(groupWarnings({ ...FUNNEL, countBy: 'persons' }, explainContext(), facts)).toEqual([]);
    expect(groupWarnings(FUNNEL, explainContext(), soundFacts())).toEqual([]);
  });
});

test('a trend of companies is told by companies', () => {
  const spec = trendsSpecSchema.parse({
    kind: 'trends',
    series: [{ match: { event: 'paid' }, math: { group: 'company' } }],
    interval: 'day',
  });
  const result = trendsResultSchema.parse({
    kind: 'trends',
    buckets: ['2026-01-05T00:00:00Z', '2026-01-06T00:00:00Z'],
    series: [{ label: 'paid', series: 0, values: [1, 2], total: 2 }],
  });
  expect(spoken(trendsSentence(spec, result, explainContext()))).toMatch(
    /^2 companies did paid .*, most on Tue, 6 Jan 2026 \(2\)\.$/,
  );
});

test('a group goes by its name, and its key is told beside it', () => {
  expect(groupName({ key: 'c1', properties: {} })).toBe('c1');
  expect(groupName({ key: 'c1', properties: { name: ' ' } })).toBe('c1');
  const acme = { key: 'c1', properties: { name: 'Acme', seats: 3, tags: ['a'], plan: 'pro' } };
  expect(groupName(acme)).toBe('Acme');
  expect(propertiesWords(acme)).toBe('c1 · seats 3 · tags ["a"] · plan pro');
  expect(propertiesWords({ key: 'c1', properties: {} })).toBe('');
});
