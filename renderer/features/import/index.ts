/** The Import view: what a file holds, how its rows become events, and the import itself. Opened by files, not by the rail. */
import { FileInput } from 'lucide-react';
import type { Feature } from '../feature';
import { ImportView } from './import-view';

export const importFeature: Feature = {
  id: 'import',
  title: 'Import',
  icon: FileInput,
  inRail: false,
  View: ImportView,
};
