/** The Sessions view: all sessions with their measures, and one session's timeline. */
import { ListTree } from 'lucide-react';
import type { Feature } from '../feature';
import { SessionsView } from './sessions-view';

export const sessionsFeature: Feature = {
  id: 'sessions',
  title: 'Sessions',
  icon: ListTree,
  inRail: true,
  View: SessionsView,
};
