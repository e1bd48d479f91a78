/** Joins the desktop window: its menu sends command ids, the system hands over files. */
import { useEffect } from 'react';
import type { FeatureCommand } from '../features/feature';
import { openFiles } from '../state/imports';
import { desktopBridge } from '../data/upload';
import { runCommand } from './commands';

export function useDesktop(commands: readonly FeatureCommand[]): void {
  useEffect(() => {
    const bridge = desktopBridge();
    if (!bridge) return undefined;
    const stops = [
      bridge.onMenu((id) => {
        runCommand(commands, id);
      }),
      bridge.onFilesOpened(openFiles),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [commands]);
}
