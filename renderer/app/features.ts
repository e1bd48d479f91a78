/** The features of the workbench, in the order of the rail. Adding one edits this list alone. */
import type { Feature } from '../features/feature';
import { funnel } from '../features/funnel/index';
import { trends } from '../features/trends/index';

export const FEATURES: readonly Feature[] = [funnel, trends];
