import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlace, printPlace } from '../../../renderer/state/navigation';

test('a place survives the address', () => {
  expect(printPlace({ view: 'sessions', params: { person: 'a b&c' } })).toBe('#/sessions?person=a+b%26c');
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (view, params) => {
      expect(parsePlace(printPlace({ view, params }))).toEqual({ view, params });
    }),
  );
});

test('an address that names no view is no view; a stray percent sign does not throw', () => {
  expect(parsePlace('')).toEqual({ view: '', params: {} });
  expect(parsePlace('#top')).toEqual({ view: '', params: {} });
  expect(parsePlace('#/100%')).toEqual({ view: '100%', params: {} });
});
