/** What the export dialog offers and asks. */
import { expect, test } from 'vitest';
import {
  allColumns,
  choiceOf,
  chooseOther,
  comesBack,
  fileNameOf,
  idOf,
  offeredIn,
  toggleColumn,
} from '../../../renderer/parts/export/export-model';
import { type ExportChoice, exportChoiceSchema } from '../../../shared/contract/export';

test('every type of groups is a thing of its own, and a result comes first', () => {
  const offered = offeredIn(['company', 'a b'], 'Checkout');
  expect(offered.map(({ label }) => label)).toEqual([
    'Checkout',
    'Events',
    'Sessions',
    'People',
    'Groups: company',
    'Groups: a b',
  ]);
  for (const each of offered) {
    const choice = chooseOther({ what: 'events' }, each);
    expect(idOf(choice)).toBe(each.id);
    expect(exportChoiceSchema.safeParse(choice).success).toBe(true);
  }
});

test('another thing keeps the days where it has any, and nothing else', () => {
  const choice: ExportChoice = {
    what: 'events',
    range: { from: '2026-01-01' },
    where: { property: 'event', op: 'eq', value: 'a' },
    columns: ['event'],
  };
  const other = (id: string) => offeredIn([], undefined).find((each) => each.id === id);
  expect(chooseOther(choice, other('sessions') ?? expect.fail())).toEqual({
    what: 'sessions',
    range: { from: '2026-01-01' },
  });
  expect(chooseOther(choice, other('persons') ?? expect.fail())).toEqual({ what: 'persons' });
});

test('columns stay in their order, properties behind them, and one is always left', () => {
  const all: ExportChoice = { what: 'persons' };
  const without = toggleColumn(all, 'email');
  expect(without.columns).not.toContain('email');
  const more = toggleColumn(toggleColumn(without, 'properties.plan'), 'email');
  expect(more.columns?.slice(0, 3)).toEqual(['person', 'name', 'email']);
  expect(more.columns?.at(-1)).toBe('properties.plan');
  expect(toggleColumn({ what: 'persons', columns: ['person'] }, 'person').columns).toEqual(['person']);
  expect(allColumns(more)).toEqual(all);
});

test('whole events come back, others do not', () => {
  expect(comesBack({ what: 'events' })).toBe(true);
  expect(comesBack(toggleColumn({ what: 'events' }, 'properties.plan'))).toBe(true);
  expect(comesBack(toggleColumn({ what: 'events' }, 'lib'))).toBe(false);
  expect(comesBack({ what: 'persons' })).toBe(false);
});

test.each<[ExportChoice, string | undefined, string]>([
  [{ what: 'events' }, undefined, 'events.csv'],
  [{ what: 'groups', group: '../etc' }, undefined, 'etc.csv'],
  [{ what: 'result', spec: { kind: 'sql', sql: 'SELECT 1' } }, 'Signup: v1.2 / May', 'Signup- v1 2 - May.csv'],
  [{ what: 'result', spec: { kind: 'sql', sql: 'SELECT 1' } }, undefined, 'sql.csv'],
])('%j is called what it is', (choice, title, name) => {
  expect(fileNameOf(choice, title, 'csv')).toBe(name);
});

test('lists are exported whole, other insights as their table', () => {
  expect(choiceOf({ kind: 'events', range: { from: '2026-01-01' }, limit: 100 })).toEqual({
    what: 'events',
    range: { from: '2026-01-01' },
  });
  expect(choiceOf({ kind: 'people', search: 'ann', orderBy: { column: 'events', descending: true } })).toEqual({
    what: 'persons',
    search: 'ann',
    orderBy: { column: 'events', descending: true },
  });
  const filter = { performed: { event: 'buy' } };
  expect(choiceOf({ kind: 'segment', filter })).toEqual({ what: 'persons', where: filter });
  expect(choiceOf({ kind: 'sql', sql: 'SELECT 1' })).toEqual({
    what: 'result',
    spec: { kind: 'sql', sql: 'SELECT 1' },
  });
});
