// `npm run kill`: SIGKILLs engine and host of a running Waymark, or lets their disk be full, 200 times under load and looks at what is stored then
// (tests/integration/collector/kill.test.ts). `npm run kill -- 50` does 50 rounds, `-- 50 1234` with that seed. Wants a
// build.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const [rounds = '200', seed] = process.argv.slice(2);
if (![rounds, seed ?? '1'].every((value) => /^[1-9]\d*$/.test(value))) {
  console.error('Usage: npm run kill -- [rounds] [seed], both whole numbers.');
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'tests/integration/collector/kill.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WAYMARK_KILL_ROUNDS: rounds, ...(seed === undefined ? {} : { WAYMARK_KILL_SEED: seed }) },
  },
);
process.exit(status ?? 1);
