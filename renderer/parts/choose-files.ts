/** The file dialog: the desktop's own where there is one, else the browser's. What is chosen goes to Import. */
import { desktopBridge } from '../data/upload';
import { openFiles } from '../state/imports';

export async function chooseFiles(): Promise<void> {
  const bridge = desktopBridge();
  if (bridge !== undefined) {
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
