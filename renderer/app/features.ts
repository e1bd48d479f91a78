/** The features of the workbench, in the order of the rail. Adding one edits this list alone. */
import { actionsFeature } from '../features/actions/index';
import { correlationFeature } from '../features/correlation/index';
import { doctorFeature } from '../features/doctor/index';
import { eventsFeature } from '../features/events/index';
import type { Feature } from '../features/feature';
import { flagsFeature } from '../features/flags/index';
import { funnelFeature } from '../features/funnel/index';
import { identityFeature } from '../features/identity/index';
import { importFeature } from '../features/import/index';
import { lifecycleFeature } from '../features/lifecycle/index';
import { liveFeature } from '../features/live/index';
import { pathsFeature } from '../features/paths/index';
import { peopleFeature } from '../features/people/index';
import { planFeature } from '../features/plan/index';
import { rejectsFeature } from '../features/rejects/index';
import { retentionFeature } from '../features/retention/index';
import { savedFeature } from '../features/saved/index';
import { segmentsFeature } from '../features/segments/index';
import { sessionsFeature } from '../features/sessions/index';
import { settingsFeature } from '../features/settings/index';
import { sqlFeature } from '../features/sql/index';
import { stickinessFeature } from '../features/stickiness/index';
import { trendsFeature } from '../features/trends/index';
import { welcomeFeature } from '../features/welcome/index';

export const FEATURES: readonly Feature[] = [
  liveFeature,
  sessionsFeature,
  peopleFeature,
  segmentsFeature,
  funnelFeature,
  trendsFeature,
  pathsFeature,
  retentionFeature,
  lifecycleFeature,
  stickinessFeature,
  eventsFeature,
  sqlFeature,
  rejectsFeature,
  doctorFeature,
  planFeature,
  flagsFeature,
  correlationFeature,
  savedFeature,
  actionsFeature,
  welcomeFeature,
  importFeature,
  identityFeature,
  settingsFeature,
];
