/** What the command line asks of the desktop app: `waymark [--workspace=DIR] [--port=N] [FILE …]`. */
import { resolve } from 'node:path';

export interface DesktopArguments {
  /** Absolute; absent for the app's own workspace. */
  readonly workspaceDir?: string;
  /** The collector's port; absent for 8787 or the next free one. */
  readonly port?: number;
  /** Absolute paths of the files to open. */
  readonly files: readonly string[];
}

/**
 * Reads `process.argv`. Switches that are not ours are Chromium's or Electron's and are left alone. Where Electron was
 * given an app to run (`isDefaultApp`), the first plain argument is that app and no file.
 */
export function readArguments(argv: readonly string[], isDefaultApp: boolean, cwd: string): DesktopArguments {
  const plain: string[] = [];
  const named = new Map<string, string>();
  for (let index = 1; index < argv.length; index++) {
    const text = argv[index] ?? '';
    const [, name, value] = /^--(workspace|port)(?:=(.*))?$/.exec(text) ?? [];
    if (name !== undefined) named.set(name, value ?? argv[++index] ?? '');
    else if (text !== '' && !text.startsWith('-')) plain.push(text);
  }
  const workspace = named.get('workspace') ?? '';
  const portText = named.get('port') ?? '';
  const port = Number(portText);
  return {
    ...(workspace === '' ? {} : { workspaceDir: resolve(cwd, workspace) }),
    ...(/^\d{1,5}$/.test(portText) && port <= 65_535 ? { port } : {}),
    files: plain.slice(isDefaultApp ? 1 : 0).map((file) => resolve(cwd, file)),
  };
}

/** The same command line with another workspace. `argv` begins after the program. */
export function argumentsWith(argv: readonly string[], workspaceDir: string): string[] {
  const kept = argv.filter((text, index) => !text.startsWith('--workspace') && argv[index - 1] !== '--workspace');
  return [...kept, `--workspace=${workspaceDir}`];
}
