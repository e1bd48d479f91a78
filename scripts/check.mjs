// `npm run check`: everything that must hold before a commit, most telling first. `--fast` leaves formatting out.
import { spawnSync } from 'node:child_process';

const bin = (name) => `node_modules/.bin/${name}`;
const steps = [
  ['layers', 'node', ['scripts/lint-config.mjs', '--check']],
  ['types', bin('tsc'), ['-b']],
  ['lint', bin('oxlint'), ['--type-aware', '--report-unused-disable-directives', '--quiet']],
  ['unused', bin('knip'), []],
  ...(process.argv.includes('--fast') ? [] : [['format', bin('prettier'), ['--check', '.', '--log-level', 'warn']]]),
];

let failed = false;
for (const [name, command, args] of steps) {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
