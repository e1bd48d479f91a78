/** The Events feature: what was stored, event by event, under any filter. */
import { Rows3 } from 'lucide-react';
import { lazy } from 'react';
import { undoCommands } from '../../parts/undo-commands';
import type { Feature } from '../feature';

export const eventsFeature: Feature = {
  id: 'events',
  title: 'Events',
  icon: Rows3,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./events-view')).EventsView })),
  commands: undoCommands('events', 'Events'),
};
