/** The tokens that people must be able to read or tell apart, in both themes: WCAG 2.2, AA. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ensure } from '../../../shared/base/assert';
import { blend, contrast, parseColor, type Rgba } from '../../../renderer/ui/color';

const TOKENS = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

function token(name: string, theme: Theme): Rgba {
  const pattern = new RegExp(`--${name}: light-dark\\((oklch\\([^)]*\\)), (oklch\\([^)]*\\))\\);`);
  const [, light, dark] = ensure(pattern.exec(TOKENS), `The colour --${name} in tokens.css`);
  return ensure(parseColor((theme === 'light' ? light : dark) ?? ''), `The ${theme} colour of --${name}`);
}

const GROUNDS = ['ground', 'rail', 'surface', 'raised', 'sunken'];
const INKS = ['ink', 'ink-2', 'ink-3', 'accent-ink', 'good', 'warn', 'bad'];

describe.each(THEMES)('contrast in the %s theme', (theme) => {
  it.each(INKS.flatMap((ink) => GROUNDS.map((ground) => [ink, ground] as const)))('%s on %s reads', (ink, ground) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['on-bad', 'bad'],
  ])('%s on %s reads', (ink, fill) => {
    expect(contrast(token(ink, theme), token(fill, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['accent-ink', 'accent-soft'],
    ['good', 'good-soft'],
    ['warn', 'warn-soft'],
    ['bad', 'bad-soft'],
  ])('%s on %s over the surface reads', (ink, wash) => {
    const ground = blend(token(wash, theme), token('surface', theme));
    expect(contrast(token(ink, theme), ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['edge', 'accent', ...Array.from({ length: 12 }, (_, index) => `cat-${index + 1}`)])(
    '%s is seen on every ground where it is drawn',
    (name) => {
      for (const ground of ['surface', 'ground']) {
        expect(contrast(token(name, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
      }
    },
  );
});
