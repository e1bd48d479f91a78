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

it('puts the name itself before longer ones, and what begins with a word before what only holds it', () => {
  const names = ['step_10', 'misstep', 'a step', 'step_1', 'step_100'].map((label) => ({ value: label, label }));
  const order = (text: string): string[] => searchItems(names, text).map(({ label }) => label);
  expect(order('step_1')).toEqual(['step_1', 'step_10', 'step_100']);
  expect(order('step')).toEqual(['step_10', 'step_1', 'step_100', 'a step', 'misstep']);
});

it('narrows what was found elsewhere without changing its order', () => {
  expect(narrowItems(items, 'pa').map(({ label }) => label)).toEqual(items.map(({ label }) => label));
  expect(narrowItems(items, 'paid').map(({ label }) => label)).toEqual(['invoice paid', 'paid plan']);
});
