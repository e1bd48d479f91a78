/**
 * The menu as data. What the page does, it does by the ids of its own command list (renderer/app/commands.ts), which
 * also reads the keys: shortcuts shown here are not registered a second time.
 */
import type { MenuItemConstructorOptions as Item } from 'electron';

export interface MenuSurroundings {
  readonly platform: NodeJS.Platform;
  /** Adds reload and developer tools. */
  readonly isDevelopment: boolean;
  /** Runs a command of the page. */
  readonly run: (command: string) => void;
  readonly showLogs: () => void;
}

interface PageCommand {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
}

const VIEWS: readonly PageCommand[] = [
  { id: 'view.live', label: 'Live' },
  { id: 'view.sessions', label: 'Sessions' },
  { id: 'view.funnel', label: 'Funnel' },
  { id: 'view.trends', label: 'Trends' },
  { id: 'view.flags', label: 'Flags' },
  { id: 'view.welcome', label: 'Get Data In' },
];
const OPEN: PageCommand = { id: 'file.open', label: 'Open…', keys: 'CmdOrCtrl+O' };
const EXPORT: PageCommand = { id: 'file.export', label: 'Export…', keys: 'CmdOrCtrl+E' };
const SAVE_ARCHIVE: PageCommand = { id: 'file.saveArchive', label: 'Save Workspace Archive…' };
const OPEN_ARCHIVE: PageCommand = { id: 'file.openArchive', label: 'Open Archive…' };
const SEARCH: PageCommand = { id: 'palette.open', label: 'Search Commands and Events', keys: 'CmdOrCtrl+K' };
const RAIL: PageCommand = { id: 'view.toggleRail', label: 'Fold or Unfold the Rail', keys: 'CmdOrCtrl+B' };
const THEMES: readonly PageCommand[] = [
  { id: 'theme.system', label: 'As the System' },
  { id: 'theme.light', label: 'Light' },
  { id: 'theme.dark', label: 'Dark' },
];
const SHORTCUTS: PageCommand = { id: 'help.shortcuts', label: 'Keyboard Shortcuts' };

/** Every id that the menu sends; the page must know them all. */
export const MENU_COMMANDS: readonly string[] = [
  ...VIEWS,
  OPEN,
  EXPORT,
  SAVE_ARCHIVE,
  OPEN_ARCHIVE,
  SEARCH,
  RAIL,
  ...THEMES,
  SHORTCUTS,
].map(({ id }) => id);

export function menuTemplate({ platform, isDevelopment, run, showLogs }: MenuSurroundings): Item[] {
  const isMac = platform === 'darwin';
  const item = ({ id, label, keys }: PageCommand): Item => ({
    id,
    label,
    ...(keys === undefined ? {} : { accelerator: keys, registerAccelerator: false }),
    click: () => run(id),
  });
  const line: Item = { type: 'separator' };
  return [
    ...(isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    {
      label: '&File',
      submenu: [
        item(OPEN),
        line,
        item(EXPORT),
        line,
        item(SAVE_ARCHIVE),
        item(OPEN_ARCHIVE),
        line,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...VIEWS.map(item),
        line,
        item(SEARCH),
        item(RAIL),
        { label: 'Theme', submenu: THEMES.map(item) },
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(isDevelopment ? ([line, { role: 'reload' }, { role: 'toggleDevTools' }] satisfies Item[]) : []),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } satisfies Item] : []),
    {
      role: 'help',
      submenu: [
        item(SHORTCUTS),
        { id: 'help.logs', label: 'Show the Log Folder', click: showLogs },
        ...(isMac ? [] : ([line, { role: 'about' }] satisfies Item[])),
      ],
    },
  ];
}
