import { expect, it } from 'vitest';
import { narrowItems, searchItems } from '../../../renderer/ui/combobox-list';

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

it('narrows what was found elsewhere without changing its order', () => {
  expect(narrowItems(items, 'pa').map(({ label }) => label)).toEqual(items.map(({ label }) => label));
  expect(narrowItems(items, 'paid').map(({ label }) => label)).toEqual(['invoice paid', 'paid plan']);
});
