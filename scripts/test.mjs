// `npm test`: from a bare checkout to an answer. Installs what is missing (packages, a browser), builds, then runs every
// check and test there is, and goes on after a failure so that one run tells all. Plain Node without packages.
//   npm test                       everything
//   npm test -- vitest playwright  only these stages (check, vitest, playwright), after installing and building
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...path) => join(ROOT, ...path);
process.chdir(ROOT);

const REPORTS = at('.cache', 'test');
const VITEST_REPORT = join(REPORTS, 'vitest.json');
const PLAYWRIGHT_REPORT = join(REPORTS, 'playwright.json');

/** One line of the summary each. */
const results = [];

function run(command, args, env = {}, cwd = ROOT) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, cwd });
  if (error) console.error(`${command} could not be run: ${error.message}`);
  return status === 0;
}

/** Runs a stage, keeps how it went and how long it took; `count` says what it counted, once it is over. */
function stage(name, body, count = () => '') {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const passed = body();
  results.push({ name, passed, seconds: (performance.now() - started) / 1000, count: count() });
  return passed;
}

/** For stages without which the next make no sense. */
function must(name, body) {
  if (!stage(name, body)) finish();
}

function finish() {
  console.log('\nSummary');
  for (const { name, passed, seconds, count } of results) {
    console.log(`${passed ? '✓' : '✗'} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s  ${count}`.trimEnd());
  }
  const passed = results.every((result) => result.passed);
  console.log(passed ? 'All is well.' : 'Something failed; the lines above say what.');
  process.exit(passed ? 0 : 1);
}

/** The packages of a folder by its lock, where they are not there yet. */
function installIn(folder) {
  // npm writes this file last, so it also tells an install that was broken off.
  const installed = join(folder, 'node_modules', '.package-lock.json');
  const isCurrent =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
  if (isCurrent) return true;
  const args = ['ci', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  if (npm) return run(process.execPath, [npm, ...args], {}, folder);
  return process.platform === 'win32' ? run('cmd', ['/c', 'npm', ...args], {}, folder) : run('npm', args, {}, folder);
}

const PLAYWRIGHT = at('node_modules', '@playwright', 'test', 'cli.js');

/** The browser that Playwright downloaded, where it did. */
function downloadedBrowser() {
  const ask = "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";
  return spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8' }).stdout.trim();
}

function installBrowser() {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', downloadedBrowser()].find(
    (path) => path && existsSync(path),
  );
  if (found !== undefined) {
    console.log(found);
    return true;
  }
  // Debian's package brings the system libraries that a download would lack.
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && !existsSync('/etc/lsb-release')) {
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    const packages = ['chromium', 'fonts-dejavu-core', 'fonts-liberation'];
    if (
      run('apt-get', ['update', '-qq'], quiet) &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
    ) {
      return true;
    }
    console.error('Debian’s package could not be installed; trying Playwright’s own download.');
  }
  return run(process.execPath, [PLAYWRIGHT, 'install', 'chromium']);
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

const countLine = ({ passed, failed, skipped }) =>
  [`${passed} passed`, ...(failed ? [`${failed} failed`] : []), ...(skipped ? [`${skipped} skipped`] : [])].join(', ');

/** Vitest's tests by level, which is the folder below tests/. */
function countVitest() {
  const report = readReport(VITEST_REPORT);
  if (report === undefined) return 'no report';
  const levels = new Map();
  for (const { name, assertionResults } of report.testResults) {
    const level = /[\\/]tests[\\/](\w+)[\\/]/.exec(name)?.[1] ?? 'other';
    levels.set(level, (levels.get(level) ?? 0) + assertionResults.length);
  }
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = report;
  return `${countLine({ passed, failed, skipped })} (${[...levels].map(([level, n]) => `${level} ${n}`).join(', ')})`;
}

function countPlaywright() {
  const report = readReport(PLAYWRIGHT_REPORT);
  if (report === undefined) return 'no report';
  const { expected, unexpected, flaky, skipped } = report.stats;
  return countLine({ passed: expected + flaky, failed: unexpected, skipped });
}

const STAGES = {
  check: () => stage('check', () => run(process.execPath, [at('scripts', 'check.mjs')])),
  vitest: () =>
    stage(
      'vitest',
      () =>
        run(process.execPath, [
          at('node_modules', 'vitest', 'vitest.mjs'),
          'run',
          '--reporter=dot',
          '--reporter=json',
          `--outputFile.json=${VITEST_REPORT}`,
        ]),
      countVitest,
    ),
  playwright: () =>
    stage(
      'playwright',
      () =>
        run(process.execPath, [PLAYWRIGHT, 'test', '--reporter=list,json'], {
          PLAYWRIGHT_JSON_OUTPUT_NAME: PLAYWRIGHT_REPORT,
        }),
      countPlaywright,
    ),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(STAGES, name));
if (unknown.length > 0) {
  console.error(`There is no stage «${unknown.join(', ')}»; there are ${Object.keys(STAGES).join(', ')}.`);
  process.exit(2);
}

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
must('packages', () => installIn(ROOT));
// Those that only tests of SDKs in the browser and on servers run: in a package of their own.
if (wanted.length === 0 || wanted.includes('playwright')) must('sdks', () => installIn(at('tests', 'sdks')));
must('browser', installBrowser);
must('build', () =>
  run(process.execPath, [
    at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ]),
);
for (const [name, runStage] of Object.entries(STAGES)) if (wanted.length === 0 || wanted.includes(name)) runStage();
finish();
