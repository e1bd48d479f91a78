/** The workspace's settings: its calendar, how ids become persons, how events become sessions. */
import { Settings } from 'lucide-react';
import { lazy } from 'react';
import { navigate } from '../../state/navigation';
import type { Feature } from '../feature';

export const settingsFeature: Feature = {
  id: 'settings',
  title: 'Settings',
  icon: Settings,
  inRail: false,
  View: lazy(async () => ({ default: (await import('./settings-view')).SettingsView })),
  commands: [
    {
      id: 'view.settings',
      label: 'Go to Settings',
      shortcut: 'Mod+,',
      enabled: () => true,
      run: () => {
        navigate('settings');
      },
      undo: 'none',
    },
  ],
};
