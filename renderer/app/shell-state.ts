/** What of the shell is open or folded. The rail's width is remembered. */
import { create } from 'zustand';
import { readStored, writeStored } from '../ui/stored';

const RAIL_KEY = 'waymark.rail';

interface Shell {
  readonly paletteOpen: boolean;
  readonly shortcutsOpen: boolean;
  readonly rail: 'full' | 'icons';
  readonly setPaletteOpen: (open: boolean) => void;
  readonly setShortcutsOpen: (open: boolean) => void;
  readonly toggleRail: () => void;
}

export const useShell = create<Shell>()((set, get) => ({
  paletteOpen: false,
  shortcutsOpen: false,
  rail: readStored(RAIL_KEY) === 'icons' ? 'icons' : 'full',
  setPaletteOpen: (paletteOpen) => {
    set({ paletteOpen });
  },
  setShortcutsOpen: (shortcutsOpen) => {
    set({ shortcutsOpen });
  },
  toggleRail: () => {
    const rail = get().rail === 'full' ? 'icons' : 'full';
    writeStored(RAIL_KEY, rail);
    set({ rail });
  },
}));
