/** The file dialog: the desktop's own where there is one, else the browser's. What is chosen goes to Import. */
import type { WaymarkBridge } from '../../shared/contract/channels';
import { openFiles } from '../state/imports';

/** What the preload put on the window; absent in a browser tab. */
export function desktopBridge(): WaymarkBridge | undefined {
  return 'waymark' in window ? (window.waymark as WaymarkBridge) : undefined;
}

export async function chooseFiles(): Promise<void> {
  const bridge = desktopBridge();
  if (bridge) {
    openFiles(await bridge.pickFiles());
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    openFiles([...(input.files ?? [])]);
  });
  input.click();
}
