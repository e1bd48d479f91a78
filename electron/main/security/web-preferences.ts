/** What a page of ours may do. Written out though most of it is Electron's default: a default is not a promise. */
import type { WebPreferences } from 'electron';

export const webPreferences = (preload: string): WebPreferences => ({
  preload,
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  // A file that is dropped beside the drop target must not become the page.
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
});
