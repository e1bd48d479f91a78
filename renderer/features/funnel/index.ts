/** The Funnel feature: who goes on from step to step, who leaves, and how long it takes. */
import { Filter } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { funnelCommands } from './commands';

export const funnelFeature: Feature = {
  id: 'funnel',
  title: 'Funnel',
  icon: Filter,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./funnel-view')).FunnelView })),
  commands: funnelCommands,
};
