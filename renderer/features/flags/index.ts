/** The Flags feature: what SDKs that ask for feature flags are answered, for whom, and who asked. */
import { ToggleRight } from 'lucide-react';
import { lazy } from 'react';
import { navigate } from '../../state/navigation';
import type { Feature } from '../feature';

export const flagsFeature: Feature = {
  id: 'flags',
  title: 'Flags',
  icon: ToggleRight,
  inRail: true,
  View: lazy(async () => ({ default: (await import('./flags-view')).FlagsView })),
  commands: [
    {
      id: 'view.flags',
      label: 'Go to Flags',
      enabled: () => true,
      run: () => {
        navigate('flags');
      },
      undo: 'none',
    },
  ],
};
