import { describe, expect, it } from 'vitest';
import { ensure } from '../../../shared/base/assert';
import { blend, contrast, parseColor, printRgba } from '../../../renderer/ui/color';

const color = (text: string) => ensure(parseColor(text), text);

describe('parseColor', () => {
  it.each([
    // https://www.w3.org/TR/css-color-4/ and Chromium's own answers.
    ['oklch(1 0 0)', 'rgba(255,255,255,1)'],
    ['oklch(0 0 0)', 'rgba(0,0,0,1)'],
    ['oklch(0.62796 0.25768 29.2339)', 'rgba(255,0,0,1)'],
    ['oklch(86.644% 0.29483 142.4953)', 'rgba(0,255,0,1)'],
    ['oklch(0.45201 0.31321 264.052 / 0.5)', 'rgba(0,0,255,0.5)'],
    ['oklab(0.62796 0.22486 0.12585)', 'rgba(255,0,0,1)'],
    ['rgb(12, 34, 56)', 'rgba(12,34,56,1)'],
    ['rgba(12, 34, 56, 0.25)', 'rgba(12,34,56,0.25)'],
    ['color(srgb 1 0.5 0 / 0.3)', 'rgba(255,128,0,0.3)'],
  ])('%s is %s', (text, printed) => {
    expect(printRgba(color(text))).toBe(printed);
  });

  it('reads no other notation', () => {
    expect(parseColor('rebeccapurple')).toBeUndefined();
  });
});

describe('contrast', () => {
  it('is 21 between black and white, whichever comes first', () => {
    const [black, white] = [color('rgb(0 0 0)'), color('rgb(255 255 255)')];
    expect(contrast(black, white)).toBeCloseTo(21, 5);
    expect(contrast(white, black)).toBeCloseTo(21, 5);
    expect(contrast(white, white)).toBe(1);
  });

  it('follows what a wash makes of its ground', () => {
    expect(printRgba(blend(color('rgba(0,0,0,0.5)'), color('rgb(255,255,255)')))).toBe('rgba(128,128,128,1)');
  });
});
