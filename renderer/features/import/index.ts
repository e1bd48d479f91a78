/** The Import view: what a file holds, how its rows become events, and the import itself. Opened by files, not by the rail. */
import { FileInput } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { warmQuickLook } from '../../workers/quicklook/client';

// Files held over the window will most likely be dropped: by then the quick look is ready.
window.addEventListener('dragenter', (event) => {
  if (event.dataTransfer?.types.includes('Files') === true) warmQuickLook();
});

export const importFeature: Feature = {
  id: 'import',
  title: 'Import',
  icon: FileInput,
  inRail: false,
  View: lazy(async () => ({ default: (await import('./import-view')).ImportView })),
};
