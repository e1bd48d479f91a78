/** What the palette and the keys can do to the segment on screen. */
import { startNew } from '../../parts/start-new';
import { undoCommands } from '../../parts/undo-commands';
import type { FeatureCommand } from '../feature';

export const segmentCommands: readonly FeatureCommand[] = [
  ...undoCommands('segments', 'Segment'),
  {
    id: 'segments.new',
    label: 'New segment',
    enabled: () => true,
    run: () => {
      startNew('segments', { kind: 'segment', filter: { all: [] } });
    },
    undo: 'none',
  },
];
