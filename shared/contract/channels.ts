/**
 * The names alone, with no schema library behind them: the preload is the most exposed code we ship, and this is all
 * of us that it loads.
 */
import type { AppError } from './errors';

export const IPC = {
  /** page → main: an absolute path the user dropped; answers a file token. */
  grantPath: 'waymark:grant-path',
  /** page → main: open the file dialog; answers file tokens with names, none where cancelled. */
  pickFiles: 'waymark:pick-files',
  /** page → main: where to save a file of this name; answers a file token, nothing where cancelled. */
  pickTarget: 'waymark:pick-target',
  /** page → main: which archive to restore, and where; answers both, nothing where cancelled. */
  pickArchive: 'waymark:pick-archive',
  /** page → main: start again with the workspace that was restored into this folder (its token). */
  openRestored: 'waymark:open-restored',
  /** main → page: a menu command's id. */
  menu: 'waymark:menu',
  /** main → page: files opened by the OS or the Dock; carries tokens with names. */
  filesOpened: 'waymark:files-opened',
} as const;

export interface PickedFile {
  readonly token: string;
  readonly name: string;
  readonly size: number;
}

/** An archive, and the folder that it is to be restored into. */
export interface PickedArchive {
  readonly file: PickedFile;
  readonly folder: PickedFile;
}

/** How main answers the preload: `ipcMain.handle` would keep only the text of a thrown error. */
export type BridgeAnswer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: AppError };

/** What the preload puts on `window.waymark`. Absent in a browser tab: then files are uploaded instead. */
export interface WaymarkBridge {
  readonly platform: string;
  /** For a `File` that was dropped or picked in the page. */
  grantFile(file: unknown): Promise<PickedFile>;
  pickFiles(): Promise<readonly PickedFile[]>;
  /** `name` is proposed; undefined where the person changes their mind. */
  pickTarget(name: string): Promise<PickedFile | undefined>;
  /** Undefined where the person changes their mind. */
  pickArchive(): Promise<PickedArchive | undefined>;
  /** Closes Waymark and starts it with the workspace in that folder. */
  openRestored(token: string): Promise<void>;
  onMenu(listener: (command: string) => void): () => void;
  onFilesOpened(listener: (files: readonly PickedFile[]) => void): () => void;
}
