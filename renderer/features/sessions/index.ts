/** The Sessions view: all sessions with their measures, and one session's timeline. */
import { ListTree } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';

export const sessionsFeature: Feature = {
  id: 'sessions',
  title: 'Sessions',
  icon: ListTree,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./sessions-view')).SessionsView })),
};
