/** The file dialog: the desktop's own where there is one, else the browser's. What is chosen goes to Import. */
import { desktopBridge } from '../data/upload';
import { openFiles } from '../state/imports';
import { toast } from '../ui/toast';

export async function chooseFiles(): Promise<void> {
  const bridge = desktopBridge();
  if (bridge !== undefined) {
    try {
      openFiles(await bridge.pickFiles());
    } catch (cause) {
      // The desktop's own sentence: it refused, or has gone.
      toast({ tone: 'bad', title: 'The file dialog did not open', text: cause instanceof Error ? cause.message : '' });
    }
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
