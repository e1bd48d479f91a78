/**
 * All that the page gets beyond the web: the file dialogs, the file behind a drop (as a token), menu commands, and files
 * that the system opens. Requires `electron` and names alone; neither `ipcRenderer` nor an event object is handed on.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  IPC,
  type BridgeAnswer,
  type PickedArchive,
  type PickedFile,
  type WaymarkBridge,
} from '../../shared/contract/channels';

/** Rejects with the sentence that main gave. */
async function ask<Value>(channel: string, input?: string): Promise<Value> {
  const answer = (await ipcRenderer.invoke(channel, ...(input === undefined ? [] : [input]))) as BridgeAnswer<Value>;
  if (answer.ok) return answer.value;
  throw new Error(answer.error.message);
}

/** What main says on one channel. What comes before the page listens is kept for it. */
function inbox<Value>(channel: string): (listener: (value: Value) => void) => () => void {
  const listeners = new Set<(value: Value) => void>();
  let unread: Value[] = [];
  ipcRenderer.on(channel, (_event, value: Value) => {
    if (listeners.size === 0) unread.push(value);
    for (const listener of listeners) listener(value);
  });
  return (listener) => {
    listeners.add(listener);
    const kept = unread;
    unread = [];
    for (const value of kept) listener(value);
    return () => {
      listeners.delete(listener);
    };
  };
}

/** Throws where it is no file at all, or one that a page made. */
function pathOf(file: unknown): string {
  const path = webUtils.getPathForFile(file as File);
  if (path === '') throw new Error('This is not a file on this machine.');
  return path;
}

const bridge: WaymarkBridge = {
  platform: process.platform,
  grantFile: async (file) => ask<PickedFile>(IPC.grantPath, pathOf(file)),
  pickFiles: () => ask<readonly PickedFile[]>(IPC.pickFiles),
  pickTarget: (name) => ask<PickedFile | undefined>(IPC.pickTarget, name),
  pickArchive: () => ask<PickedArchive | undefined>(IPC.pickArchive),
  openRestored: (token) => ask<void>(IPC.openRestored, token),
  onMenu: inbox<string>(IPC.menu),
  onFilesOpened: inbox<readonly PickedFile[]>(IPC.filesOpened),
};

contextBridge.exposeInMainWorld('waymark', bridge);
