/** What the palette and the keys can do to the trends on screen. */
import { undoCommands } from '../../parts/undo-commands';
import type { FeatureCommand } from '../feature';

export const trendsCommands: readonly FeatureCommand[] = undoCommands('trends', 'Trends');
