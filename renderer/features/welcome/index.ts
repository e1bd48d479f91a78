/** The Welcome view: the three ways in which data comes to Waymark. Shown first in an empty workspace. */
import { Compass } from 'lucide-react';
import type { Feature } from '../feature';
import { WelcomeView } from './welcome-view';

export const welcomeFeature: Feature = {
  id: 'welcome',
  title: 'Get data in',
  icon: Compass,
  inRail: false,
  View: WelcomeView,
};
