/** The Paths feature: where people go from step to step, and where they end. */
import { Waypoints } from 'lucide-react';
import { lazy } from 'react';
import { undoCommands } from '../../parts/undo-commands';
import type { Feature } from '../feature';

export const pathsFeature: Feature = {
  id: 'paths',
  title: 'Paths',
  icon: Waypoints,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./paths-view')).PathsView })),
  commands: undoCommands('paths', 'Paths'),
};
