/** The engine as Electron's utility process. */
import { utilityProcess } from 'electron';
import type { FromEngine } from '../../shared/contract/engine';
import { ENGINE_V8_FLAGS, type EngineProcess } from '../api/engine-process';
// oxlint-disable-next-line no-restricted-imports -- the path of its bundle alone; none of its code comes along
import enginePath from '../engine/index?modulePath';

/** What could make Node in the engine load or print something of somebody else's choosing. */
const FOREIGN = /^(?:NODE_OPTIONS|NODE_PATH|ELECTRON_RUN_AS_NODE|NODE_EXTRA_CA_CERTS|LD_PRELOAD|DYLD_.*)$/;

const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));

/** Starts the engine. It ends with this process at the latest. */
export function spawnEngine(): EngineProcess {
  const child = utilityProcess.fork(enginePath, [], {
    serviceName: 'Waymark engine',
    stdio: 'inherit',
    env: cleanEnvironment(),
    // These are Chromium's switches, of which one hands on to V8 what it is to be told.
    execArgv: [`--js-flags=${ENGINE_V8_FLAGS.join(' ')}`],
  });
  let gone = false;
  child.on('exit', () => {
    gone = true;
  });
  return {
    post(message) {
      if (!gone) child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', (message: FromEngine) => listener(message));
    },
    onExit(listener) {
      child.once('exit', (code) => listener(`code ${code}`));
    },
    kill() {
      child.kill();
    },
  };
}
