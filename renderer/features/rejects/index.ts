/** The Rejects view: what arrived or was imported and could not be understood, and how to put it right. */
import { ShieldAlert } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature';
import { RejectsBadge } from './rejects-badge';

export const rejectsFeature: Feature = {
  id: 'rejects',
  title: 'Rejects',
  icon: ShieldAlert,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./rejects-view')).RejectsView })),
  Badge: RejectsBadge,
};
