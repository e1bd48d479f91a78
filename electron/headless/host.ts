/** The shared host, with the engine as a forked Node process. */
import { openHost as openWith, type HostOptions, type OpenOutcome } from '../api/host';
import { forkEngine } from './fork-engine';

export type { Host } from '../api/host';

/** Opens the workspace or says who has it. Rejects with an `AppFailure` where it cannot be opened at all. */
export const openHost = (options: Omit<HostOptions, 'kind' | 'spawn'>): Promise<OpenOutcome> =>
  openWith({ ...options, kind: 'headless', spawn: forkEngine });
