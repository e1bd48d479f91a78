/** The Correlation feature: what goes with converting, or with belonging to a segment, such as those who left. */
import { Scale } from 'lucide-react';
import { lazy } from 'react';
import { undoCommands } from '../../parts/undo-commands';
import type { Feature } from '../feature';

export const correlationFeature: Feature = {
  id: 'correlation',
  title: 'Correlation',
  icon: Scale,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./correlation-view')).CorrelationView })),
  commands: undoCommands('correlation', 'Correlation'),
};
