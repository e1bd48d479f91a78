/** The Tracking plan feature: which events there should be, what they carry, and what breaks that. */
import { ClipboardCheck } from 'lucide-react';
import { lazy } from 'react';
import { navigate } from '../../state/navigation';
import type { Feature } from '../feature';

export const planFeature: Feature = {
  id: 'plan',
  title: 'Tracking plan',
  icon: ClipboardCheck,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./plan-view')).PlanView })),
  commands: [
    {
      id: 'plan.learn',
      label: 'Learn the tracking plan from events',
      enabled: () => true,
      run: () => {
        navigate('plan', { learn: '1' });
      },
      undo: 'none',
    },
  ],
};
