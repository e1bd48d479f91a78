/** The features of the workbench, in the order of the rail. Adding one edits this list alone. */
import type { Feature } from '../features/feature';
import { funnelFeature } from '../features/funnel/index';
import { importFeature } from '../features/import/index';
import { liveFeature } from '../features/live/index';
import { sessionsFeature } from '../features/sessions/index';
import { trendsFeature } from '../features/trends/index';
import { welcomeFeature } from '../features/welcome/index';

export const FEATURES: readonly Feature[] = [
  liveFeature,
  sessionsFeature,
  funnelFeature,
  trendsFeature,
  welcomeFeature,
  importFeature,
];
