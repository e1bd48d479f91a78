/** The Stickiness feature: on how many days people come, and how often they do it. */
import { Magnet } from 'lucide-react';
import { lazy } from 'react';
import { undoCommands } from '../../parts/undo-commands';
import type { Feature } from '../feature';

export const stickinessFeature: Feature = {
  id: 'stickiness',
  title: 'Stickiness',
  icon: Magnet,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./stickiness-view')).StickinessView })),
  commands: undoCommands('stickiness', 'Stickiness'),
};
