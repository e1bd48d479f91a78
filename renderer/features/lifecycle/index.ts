/** The Lifecycle feature: who is new, who stays, who comes back, who falls silent. */
import { Sprout } from 'lucide-react';
import { lazy } from 'react';
import { undoCommands } from '../../parts/undo-commands';
import type { Feature } from '../feature';

export const lifecycleFeature: Feature = {
  id: 'lifecycle',
  title: 'Lifecycle',
  icon: Sprout,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./lifecycle-view')).LifecycleView })),
  commands: undoCommands('lifecycle', 'Lifecycle'),
};
