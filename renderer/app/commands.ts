/** Every command of the window in one list: it feeds the palette, the keys, the shortcuts page and the desktop menu. */
import type { FeatureCommand } from '../features/feature';
import { desktopBridge } from '../data/upload';
import { saveArchive } from '../parts/archive/save-archive';
import { restoreArchive } from '../parts/archive/restore-job';
import { openExport } from '../state/export';
import { canSave, saveShown } from '../state/saving';
import { navigate } from '../state/navigation';
import { THEMES, useTheme } from '../state/theme';
import { FEATURES } from './features';
import { chooseFiles } from '../parts/choose-files';
import { useShell } from './shell-state';

const always = (): boolean => true;

/** There are nine keys with numbers; views beyond them have none. */
export const numberKey = (index: number): { readonly shortcut?: string } =>
  index < 9 ? { shortcut: `Mod+${index + 1}` } : {};

const THEME_NAMES = { system: 'as the system', light: 'light', dark: 'dark' };

/** The shell's own commands. Ids are stable: the desktop menu sends them. */
function shellCommands(): readonly FeatureCommand[] {
  const rail = FEATURES.filter((feature) => feature.inRail);
  return [
    ...rail.map((feature, index): FeatureCommand => ({
      id: `view.${feature.id}`,
      label: `Go to ${feature.title}`,
      ...numberKey(index),
      enabled: always,
      run: () => {
        navigate(feature.id);
      },
      undo: 'none',
    })),
    {
      id: 'view.welcome',
      label: 'Get data in',
      enabled: always,
      run: () => {
        navigate('welcome');
      },
      undo: 'none',
    },
    {
      id: 'file.open',
      label: 'Open files…',
      shortcut: 'Mod+O',
      enabled: always,
      run: () => {
        void chooseFiles();
      },
      undo: 'none',
    },
    {
      id: 'file.export',
      label: 'Export…',
      shortcut: 'Mod+E',
      enabled: always,
      run: () => {
        openExport();
      },
      undo: 'none',
    },
    {
      id: 'file.save',
      label: 'Save what is shown',
      shortcut: 'Mod+S',
      enabled: canSave,
      run: saveShown,
      undo: 'none',
    },
    {
      id: 'file.saveArchive',
      label: 'Save workspace archive…',
      enabled: always,
      run: () => {
        void saveArchive();
      },
      undo: 'none',
    },
    {
      id: 'file.openArchive',
      label: 'Open archive…',
      // A browser cannot name a folder: there `waymark restore` does it.
      enabled: () => desktopBridge() !== undefined,
      run: () => {
        void restoreArchive();
      },
      undo: 'none',
    },
    ...THEMES.map((theme): FeatureCommand => ({
      id: `theme.${theme}`,
      label: `Theme: ${THEME_NAMES[theme]}`,
      enabled: () => useTheme.getState().theme !== theme,
      run: () => {
        useTheme.getState().setTheme(theme);
      },
      undo: 'none',
    })),
    {
      id: 'view.toggleRail',
      label: 'Fold or unfold the rail',
      shortcut: 'Mod+B',
      enabled: always,
      run: () => {
        useShell.getState().toggleRail();
      },
      undo: 'none',
    },
    {
      id: 'palette.open',
      label: 'Search commands and events',
      shortcut: 'Mod+K',
      enabled: always,
      run: () => {
        useShell.getState().setPaletteOpen(true);
      },
      undo: 'none',
    },
    {
      id: 'help.shortcuts',
      label: 'Keyboard shortcuts',
      shortcut: '?',
      enabled: always,
      run: () => {
        useShell.getState().setShortcutsOpen(true);
      },
      undo: 'none',
    },
  ];
}

export function allCommands(): readonly FeatureCommand[] {
  return [...shellCommands(), ...FEATURES.flatMap((feature) => feature.commands ?? [])];
}

/** Runs a command by id where it exists and is enabled; answers whether it ran. */
export function runCommand(commands: readonly FeatureCommand[], id: string): boolean {
  const command = commands.find((candidate) => candidate.id === id);
  if (command === undefined || !command.enabled()) return false;
  command.run();
  return true;
}
