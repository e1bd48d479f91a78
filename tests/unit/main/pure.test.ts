import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { argumentsWith, readArguments } from '../../../electron/main/arguments';
import { MENU_COMMANDS, menuTemplate } from '../../../electron/main/menu';
import { placeOn, readPlace, writePlace } from '../../../electron/main/window-bounds';

describe('the command line', () => {
  it('names a workspace, a port and files', () => {
    const argv = ['electron', '.', '--workspace', 'w', '--port=0', 'a.csv', '/b.jsonl'];
    expect(readArguments(argv, true, '/home/ana')).toEqual({
      workspaceDir: resolve('/home/ana/w'),
      port: 0,
      files: [resolve('/home/ana/a.csv'), resolve('/b.jsonl')],
    });
  });
  it('leaves what is Chromium’s or Electron’s alone', () => {
    const argv = ['electron', '--inspect=0', '--remote-debugging-port=0', '/app', '--no-sandbox', 'a.csv'];
    expect(readArguments(argv, true, '/')).toEqual({ files: [resolve('/a.csv')] });
  });
  it('has no app to skip when packaged', () => {
    expect(readArguments(['Waymark', 'a.csv'], false, '/')).toEqual({ files: [resolve('/a.csv')] });
  });
  it.each(['--port=', '--port=x', '--port=70000', '--port=-1', '--workspace='])('ignores %s', (text) => {
    expect(readArguments(['Waymark', text], false, '/')).toEqual({ files: [] });
  });
});

describe('the window’s place', () => {
  const desk = [{ x: 0, y: 25, width: 1440, height: 875 }];
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'waymark-place-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is kept where a screen still shows it', () => {
    const bounds = { x: -300, y: 60, width: 1200, height: 700 };
    expect(placeOn(desk, bounds)).toEqual(bounds);
  });
  it.each([
    ['to the left of every screen', { x: -1150, y: 60, width: 1200, height: 700 }],
    ['above', { x: 0, y: -10, width: 1200, height: 700 }],
    ['below', { x: 0, y: 880, width: 1200, height: 700 }],
  ])('is forgotten where it lies %s', (_where, bounds) => {
    expect(placeOn(desk, bounds)).toEqual({ width: 1360, height: 875 });
  });
  it('fits a small screen the first time', () => {
    expect(placeOn([{ x: 0, y: 0, width: 1024, height: 600 }], undefined)).toEqual({ width: 1024, height: 600 });
  });
  it('survives a round trip, and a damaged file is only forgotten', () => {
    const file = join(dir, 'window.json');
    expect(readPlace(file)).toBeUndefined();
    const place = { bounds: { x: 1, y: 2, width: 900, height: 600 }, isMaximized: true };
    writePlace(file, place);
    expect(readPlace(file)).toEqual(place);
    for (const damage of ['{"bounds":', '{"bounds":{"x":"1"}}', '[]']) {
      writeFileSync(file, damage);
      expect(readPlace(file)).toBeUndefined();
    }
  });
});

describe('the menu', () => {
  const flatten = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
  const build = (platform: NodeJS.Platform, isDevelopment: boolean): [MenuItemConstructorOptions[], string[]] => {
    const ran: string[] = [];
    const run = (command: string): void => void ran.push(command);
    return [flatten(menuTemplate({ platform, isDevelopment, run, showLogs: () => run('logs') })), ran];
  };

  it('sends only commands that the page knows', async () => {
    // Its modules listen to the window and read the storage as they are loaded.
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
    vi.stubGlobal('window', Object.assign(new EventTarget(), { location: { hash: '' } }));
    const { allCommands } = await import('../../../renderer/app/commands');
    vi.unstubAllGlobals();
    const known = new Set(allCommands().map(({ id }) => id));
    expect(MENU_COMMANDS.filter((id) => !known.has(id))).toEqual([]);
  });
  it.each(['darwin', 'win32', 'linux'] as const)('on %s runs each of them by a click', (platform) => {
    const [items, ran] = build(platform, false);
    for (const { click } of items) click?.(undefined as never, undefined, undefined as never);
    expect(ran.toSorted()).toEqual([...MENU_COMMANDS, 'logs'].toSorted());
  });
  it('offers reload and developer tools in development alone', () => {
    const roles = (isDevelopment: boolean): unknown[] => build('linux', isDevelopment)[0].map(({ role }) => role);
    expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
    expect(roles(false)).not.toContain('reload');
    expect(roles(false)).not.toContain('toggleDevTools');
  });
});

it('started again, it has another workspace and all else as before', () => {
  expect(argumentsWith(['.', '--workspace=/a', '--port=1', 'x.csv'], '/b')).toEqual([
    '.',
    '--port=1',
    'x.csv',
    '--workspace=/b',
  ]);
  expect(argumentsWith(['--workspace', '/a', 'x.csv'], '/b c')).toEqual(['x.csv', '--workspace=/b c']);
  expect(argumentsWith([], '/b')).toEqual(['--workspace=/b']);
});
