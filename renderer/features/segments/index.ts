/** The Segments feature: people under a name, told by what they did and who they are. */
import { Shapes } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { segmentCommands } from './commands';

export const segmentsFeature: Feature = {
  id: 'segments',
  title: 'Segments',
  icon: Shapes,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./segments-view')).SegmentsView })),
  commands: segmentCommands,
};
