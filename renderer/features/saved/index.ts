/** The Saved feature: insights, segments and actions by name. */
import { Bookmark } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';

export const savedFeature: Feature = {
  id: 'saved',
  title: 'Saved',
  icon: Bookmark,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./saved-view')).SavedView })),
};
