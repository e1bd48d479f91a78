/** The Trends feature: how often, by how many, how much, over time. */
import { ChartLine } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { trendsCommands } from './commands';

export const trendsFeature: Feature = {
  id: 'trends',
  title: 'Trends',
  icon: ChartLine,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./trends-view')).TrendsView })),
  commands: trendsCommands,
};
