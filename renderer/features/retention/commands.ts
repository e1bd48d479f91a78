/** What the palette and the keys can do to the retention on screen. */
import { undoCommands } from '../../parts/undo-commands';
import type { FeatureCommand } from '../feature';

export const retentionCommands: readonly FeatureCommand[] = undoCommands('retention', 'Retention');
