import { describe, expect, it } from 'vitest';
import { refuseTexts } from '../../../electron/engine/query/refuse-texts';

const GIGABYTE = 1024 ** 3;

describe('the different values of a property', () => {
  it('may take a quarter of the budget, and something of the smallest', () => {
    expect(() => refuseTexts('properties.order', { count: 5_000_000, bytes: 60_000_000 }, GIGABYTE)).not.toThrow();
    expect(() => refuseTexts('properties.order', { count: 1_000_000, bytes: 20_000_000 }, 0)).not.toThrow();
  });

  it('are refused beyond it, with what may be asked instead', () => {
    const texts = { count: 6_000_000, bytes: 60_000_000 };
    expect(() => refuseTexts('properties.order', texts, GIGABYTE)).toThrow(
      /«properties\.order» has 6,000,000 different values.*Filters on it work/,
    );
    expect(() => refuseTexts('properties.order', texts, 2 * GIGABYTE)).not.toThrow();
  });
});
