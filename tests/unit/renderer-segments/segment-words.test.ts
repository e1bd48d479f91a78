import { expect, it } from 'vitest';
import { clausePhrases, segmentWords } from '../../../renderer/parts/segment-words';
import { phrasesText } from '../../../renderer/parts/phrases';
import type { Filter } from '../../../shared/model/filter';

const NAMES = { segments: new Map([['power-users', 'Power users']]), actions: new Map([['paid', 'Paid']]) };
const PLAN: Filter = { property: 'person.plan', op: 'eq', value: 'pro' };
const TWICE: Filter = {
  performed: { event: 'Signed up' },
  count: { op: 'gte', value: 2 },
  window: { last: { value: 30, unit: 'day' } },
};

it.each<[Filter, string]>([
  [{ all: [] }, 'Everybody'],
  [{ all: [TWICE, PLAN] }, 'People who did Signed up at least 2 times in the last 30 days and whose plan is pro'],
  [{ property: 'person.seats', op: 'gt', value: 5 }, 'People with seats > 5'],
  [{ property: 'person.email', op: 'is_not_set' }, 'People whose email is not set'],
  [{ segment: 'power-users' }, 'People in the segment Power users'],
  [{ not: { segment: 'power-users' } }, 'People not in the segment Power users'],
  [{ performed: { action: 'paid' } }, 'People who did Paid'],
  [{ not: PLAN }, 'Everybody but those whose plan is pro'],
  [
    { all: [{ segment: 'power-users' }, { any: [PLAN, { performed: { action: 'paid' } }] }] },
    'People in the segment Power users and (whose plan is pro or who did Paid)',
  ],
  [
    { all: [PLAN, { not: { any: [TWICE, { notPerformed: { event: 'x' } }] } }] },
    'People whose plan is pro and not those (who did Signed up at least 2 times in the last 30 days or who never did x)',
  ],
])('%j is %s', (filter, words) => {
  expect(segmentWords(filter, NAMES)).toBe(words);
});

it('says one condition as it follows «people»', () => {
  expect(phrasesText(clausePhrases({ not: PLAN }, NAMES))).toBe('not those whose plan is pro');
});
