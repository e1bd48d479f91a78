/** The Identity view: the rules that make persons of ids, what they refused, what was decided by hand, other rule sets. */
import { Fingerprint } from 'lucide-react';
import { lazy } from 'react';
import { navigate } from '../../state/navigation';
import type { Feature } from '../feature';

export const identityFeature: Feature = {
  id: 'identity',
  title: 'Identity',
  icon: Fingerprint,
  inRail: false,
  View: lazy(async () => ({ default: (await import('./identity-view')).IdentityView })),
  commands: [
    {
      id: 'view.identity',
      label: 'Go to Identity',
      enabled: () => true,
      run: () => {
        navigate('identity');
      },
      undo: 'none',
    },
    {
      id: 'identity.compare',
      label: 'Identity: compare rule sets',
      enabled: () => true,
      run: () => {
        navigate('identity', { tab: 'compare' });
      },
      undo: 'none',
    },
  ],
};
