/** The Actions feature: events that mean the same, under one name. Reached beside the segments, which are kept alike. */
import { Combine } from 'lucide-react';
import { lazy } from 'react';
import { startNew } from '../../parts/start-new';
import { undoCommands } from '../../parts/undo-commands';
import { navigate } from '../../state/navigation';
import type { Feature } from '../feature';

export const actionsFeature: Feature = {
  id: 'actions',
  title: 'Actions',
  icon: Combine,
  inRail: false,
  View: lazy(async () => ({ default: (await import('./actions-view')).ActionsView })),
  commands: [
    ...undoCommands('actions', 'Action'),
    {
      id: 'view.actions',
      label: 'Go to Actions',
      enabled: () => true,
      run: () => {
        navigate('actions');
      },
      undo: 'none',
    },
    {
      id: 'actions.new',
      label: 'New action',
      enabled: () => true,
      run: () => {
        startNew('actions', { matchers: [] });
      },
      undo: 'none',
    },
  ],
};
