import { expect, it } from 'vitest';
import { searchItems } from '../../../renderer/ui/combobox-list';

const items = ['invoice paid', 'Page view', 'plan compared', 'paid plan'].map((label) => ({ value: label, label }));
const found = (text: string): string[] => searchItems(items, text).map(({ label }) => label);

it('keeps the order given while nothing is typed', () => {
  expect(found('  ')).toEqual(items.map(({ label }) => label));
});

it('wants every word, in any order, and puts what starts with the first word first', () => {
  expect(found('pa')).toEqual(['Page view', 'paid plan', 'invoice paid', 'plan compared']);
  expect(found('plan paid')).toEqual(['paid plan']);
  expect(found('VIEW')).toEqual(['Page view']);
  expect(found('nowhere')).toEqual([]);
});
