/** Light, dark, or as the system says; remembered in this browser or window. */
import { create } from 'zustand';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'waymark.theme';

interface ThemeState {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}

export const useTheme = create<ThemeState>()((set) => ({
  theme: remembered(),
  setTheme: (theme) => {
    storage()?.setItem(KEY, theme);
    set({ theme });
  },
}));

/** Absent outside a page and where the browser forbids it; the choice then lasts as long as the page. */
function storage(): Storage | undefined {
  try {
    return typeof localStorage === 'undefined' ? undefined : localStorage;
  } catch {
    return undefined;
  }
}

function remembered(): Theme {
  const stored = storage()?.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}
