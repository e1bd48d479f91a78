// `npm start`: from a bare checkout to the open workbench. Installs and builds only what is missing or out of date,
// opens the desktop app where Electron's binary and a screen are there, and otherwise serves the same workbench to the
// browser. Plain Node without packages: it runs before any is installed. `WAYMARK_HEADLESS=1` leaves the desktop out.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...path) => join(ROOT, ...path);
process.chdir(ROOT);

const SOURCES = ['electron', 'shared', 'renderer', 'resources', 'electron.vite.config.ts', 'package-lock.json'];
const OUTPUTS = ['out/main/main.js', 'out/main/headless.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
const DOWNLOAD_MS = 20_000;
const DAY_MS = 24 * 3600 * 1000;
/** A desktop app that is gone again this soon, with an error, could not start here. */
const STARTED_MS = 8_000;

const say = (line) => process.stderr.write(`${line}\n`);
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** The latest change at or below `path`; a folder changes when something in it goes. */
function latestChange(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => latestChange(join(path, name))));
}

function run(command, args, what) {
  const { status, error } = spawnSync(command, args, { stdio: ['inherit', 2, 2], cwd: ROOT });
  if (status === 0) return;
  say(`${what} failed${error ? `: ${error.message}` : ''}. The lines above say why.`);
  process.exit(3);
}

function install() {
  // npm writes this file last, so it also tells an install that was broken off.
  const installed = modified(at('node_modules', '.package-lock.json'));
  if (installed >= modified(at('package-lock.json'))) return;
  say('Installing packages …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund'];
  if (npm) run(process.execPath, [npm, ...args], 'Installing');
  else run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, 'Installing');
}

function build() {
  const oldest = Math.min(...OUTPUTS.map((path) => modified(at(path))));
  const sources = SOURCES.filter((path) => existsSync(at(path)));
  if (oldest >= Math.max(...sources.map((path) => latestChange(at(path))))) return;
  say('Building …');
  run(
    process.execPath,
    [at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'],
    'Building',
  );
}

const hasScreen = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** The path of Electron's binary, fetching it where it can be; undefined where it cannot. */
function electronBinary() {
  const named = at('node_modules', 'electron', 'path.txt');
  const find = () => {
    const binary = existsSync(named)
      ? at('node_modules', 'electron', 'dist', readFileSync(named, 'utf8').trim())
      : undefined;
    return binary !== undefined && existsSync(binary) ? binary : undefined;
  };
  const failure = at('.cache', 'electron-download-failed');
  if (find() === undefined && Date.now() - modified(failure) > DAY_MS) {
    say('Fetching Electron …');
    spawnSync(process.execPath, [at('node_modules', 'electron', 'install.js')], {
      stdio: 'ignore',
      timeout: DOWNLOAD_MS,
    });
    if (find() === undefined) {
      mkdirSync(dirname(failure), { recursive: true });
      writeFileSync(
        failure,
        'Electron could not be fetched; tried again after a day. Delete this file to try at once.\n',
      );
    }
  }
  return find();
}

/** Runs the desktop app to its end; gives why it could not even start, where it could not. */
function runDesktop(binary, args) {
  return new Promise((resolve) => {
    const started = Date.now();
    const app = spawn(binary, ['.', ...args], { stdio: 'inherit', cwd: ROOT });
    // The terminal tells the app too; we only wait for it.
    const forward = (signal) => app.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    const settle = (problem) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, forward);
      resolve(problem);
    };
    app.on('error', (error) => settle(error.message));
    app.on('exit', (code, signal) => {
      if (code !== 0 && signal === null && Date.now() - started < STARTED_MS) {
        settle(`it ended with code ${code}`);
        return;
      }
      process.exitCode = code ?? 0;
      settle(undefined);
    });
  });
}

async function serve(args) {
  const opens = hasScreen() && !process.env.CI && process.env.WAYMARK_HEADLESS !== '1';
  process.argv = [process.argv[0], at('bin', 'waymark.mjs'), 'serve', ...(opens ? ['--open'] : []), ...args];
  await import('../bin/waymark.mjs');
}

const args = process.argv.slice(2);
install();
build();
if (process.env.WAYMARK_HEADLESS === '1') {
  await serve(args);
} else {
  const binary = hasScreen() ? electronBinary() : undefined;
  const problem =
    binary === undefined
      ? hasScreen()
        ? 'Electron’s binary is not here and could not be fetched'
        : 'there is no screen'
      : await runDesktop(binary, args);
  if (problem !== undefined) {
    say(`The desktop app cannot open here (${problem}), so Waymark serves the same workbench to the browser.`);
    await serve(args);
  }
}
