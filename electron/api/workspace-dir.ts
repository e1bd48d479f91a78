/** Where the app's own workspace is: one place for the desktop app and the command line, so that they find each other. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** `WAYMARK_WORKSPACE`, else the system's folder for application data. */
export function defaultWorkspaceDir(
  { env, platform, home }: Surroundings = { env: process.env, platform: process.platform, home: homedir() },
): string {
  const named = env['WAYMARK_WORKSPACE'];
  if (named !== undefined && named !== '') return resolve(named);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Waymark', 'workspace');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Waymark', 'workspace');
  const dataHome = env['XDG_DATA_HOME'];
  return join(
    dataHome === undefined || dataHome === '' ? join(home, '.local', 'share') : dataHome,
    'Waymark',
    'workspace',
  );
}
