/** Charts are drawn on canvas, which knows no CSS: whatever names a token is resolved to what it is in this theme. */
import { parseColor, printRgba } from '../ui/color';

/** Every text in an option that names a token (`var(--cat-3)`, also inside `color-mix`) goes through `resolve`. */
export function mapColors(value: unknown, resolve: (css: string) => string): unknown {
  if (typeof value === 'string') return value.includes('var(--') ? resolve(value) : value;
  if (Array.isArray(value)) return value.map((item) => mapColors(item, resolve));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapColors(member, resolve)]));
  }
  return value;
}

/** Asks the browser, by way of an element within the theme. */
export function colorResolver(within: HTMLElement): {
  readonly resolve: (css: string) => string;
  readonly done: () => void;
} {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  within.append(probe);
  const known = new Map<string, string>();
  return {
    resolve: (css) => {
      const before = known.get(css);
      if (before !== undefined) return before;
      probe.style.color = css;
      const computed = getComputedStyle(probe).color;
      const color = parseColor(computed);
      const printed = color === undefined ? computed : printRgba(color);
      known.set(css, printed);
      return printed;
    },
    done: () => {
      probe.remove();
    },
  };
}

/** Calls back whenever the theme may have changed; answers how to stop. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', listener);
  };
}
