/** The theme's colours as a canvas wants them; new ones when the theme or the events' colours change. */
import { useEffect, useState, useSyncExternalStore, type RefObject } from 'react';
import { eventColor, eventColors } from '../../charts/event-color';
import { colorResolver, onThemeChange } from '../../charts/resolve-colors';
import type { Palette } from './scene';

export function usePalette(within: RefObject<HTMLElement | null>): Palette | undefined {
  const [palette, setPalette] = useState<Palette>();
  const version = useSyncExternalStore(eventColors.subscribe, eventColors.version);
  useEffect(() => {
    const element = within.current;
    if (element === null) return undefined;
    let done: (() => void) | undefined;
    const read = (): void => {
      done?.();
      const resolver = colorResolver(element);
      done = resolver.done;
      const { resolve } = resolver;
      setPalette({
        ink: resolve('var(--ink)'),
        muted: resolve('var(--ink-3)'),
        line: resolve('var(--line)'),
        surface: resolve('var(--surface)'),
        span: resolve('var(--press)'),
        ground: resolve('var(--ground)'),
        accent: resolve('var(--accent)'),
        accentSoft: resolve('var(--accent-soft)'),
        onAccent: resolve('var(--on-accent)'),
        good: resolve('var(--good)'),
        warn: resolve('var(--warn)'),
        bad: resolve('var(--bad)'),
        event: (name) => resolve(eventColor(name)),
        font: getComputedStyle(element).fontFamily,
      });
    };
    const frame = requestAnimationFrame(read);
    const stop = onThemeChange(() => requestAnimationFrame(read));
    return () => {
      cancelAnimationFrame(frame);
      stop();
      done?.();
    };
  }, [within, version]);
  return palette;
}
