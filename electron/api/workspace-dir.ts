/** Where the app's own workspace is: one place for the desktop app and the command line, so that they find each other. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const HERE: Surroundings = { env: process.env, platform: process.platform, home: homedir() };

/** `WAYMARK_WORKSPACE`, else the system's folder for application data. */
export function defaultWorkspaceDir({ env, platform, home }: Surroundings = HERE): string {
  const named = env['WAYMARK_WORKSPACE'];
  if (named !== undefined && named !== '') return resolve(named);
  return join(appDataDir({ env, platform, home }), 'workspace');
}

/** The system's folder for what this user has of Waymark, whichever workspace is open. */
export function appDataDir({ env, platform, home }: Surroundings = HERE): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Waymark');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Waymark');
  const dataHome = env['XDG_DATA_HOME'];
  return join(dataHome === undefined || dataHome === '' ? join(home, '.local', 'share') : dataHome, 'Waymark');
}
