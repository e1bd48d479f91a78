/** The file dialog: the desktop's own where there is one, else the browser's. What is chosen goes to Import. */
import type { WaymarkBridge } from '../../shared/contract/channels';
import { toast } from '../ui/toast';
import { openFiles } from '../state/imports';

/** What the preload put on the window; absent in a browser tab. */
export function desktopBridge(): WaymarkBridge | undefined {
  return 'waymark' in window ? (window.waymark as WaymarkBridge) : undefined;
}

export async function chooseFiles(): Promise<void> {
  const bridge = desktopBridge();
  if (bridge) {
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
