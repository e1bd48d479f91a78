/** The Live view: events as they arrive, each with the request that brought it. */
import { Radio } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';

export const liveFeature: Feature = {
  id: 'live',
  title: 'Live',
  icon: Radio,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./live-view')).LiveView })),
};
