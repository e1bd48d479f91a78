/** The Retention feature: of those who began, who came back, and when. */
import { Repeat } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { retentionCommands } from './commands';

export const retentionFeature: Feature = {
  id: 'retention',
  title: 'Retention',
  icon: Repeat,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./retention-view')).RetentionView })),
  commands: retentionCommands,
};
