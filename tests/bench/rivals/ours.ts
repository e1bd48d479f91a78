/** Waymark's engine on a workspace, asked as the window asks it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openEngine } from '../../../electron/engine/engine';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';
import type { Range } from '../../../shared/model/range';
import type { Contender } from './contender';
import { START, WEEK_MS, WEEKS } from './data';

const WORKER = resolve('out/main/fold-worker.js');
const signal = new AbortController().signal;

/** All events, and a second more each time. */
const rangeOf = (round: number): Range => ({
  from: new Date(START).toISOString(),
  to: new Date(START + WEEKS * WEEK_MS + round * 1_000).toISOString(),
});

export async function openOurs(workspaceDir: string): Promise<Contender> {
  // Without a build the folds run in the engine's own thread.
  const workers = existsSync(WORKER) ? 2 : 0;
  if (workers === 0) console.log('Ours has one thread only: `npm run build` makes the others.');
  const engine = await openEngine({ workspaceDir, version: '0', logLevel: 'error', workers, workerPath: WORKER });
  while ((await engine.json['workspace.info']({}, signal)).state === 'building') {
    await new Promise((done) => setTimeout(done, 5));
  }
  return {
    async ask({ spec, read }, round) {
      if (spec !== undefined && read !== undefined) {
        return read(await engine.json['insight.run']({ spec: spec(rangeOf(round)) }, signal));
      }
      const { after } = await engine.json['sessions.preview']({ settings: DEFAULT_SETTINGS.sessions }, signal);
      return [[after.sessions, after.medianDurationSeconds ?? 0]];
    },
    close: () => engine.close(),
  };
}
