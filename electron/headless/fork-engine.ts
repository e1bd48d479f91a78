/** The engine as a forked Node process. */
import { fork } from 'node:child_process';
import type { FromEngine, ToEngine } from '../../shared/contract/engine';
import { ENGINE_V8_FLAGS, type EngineProcess } from '../api/engine-process';
// oxlint-disable-next-line no-restricted-imports -- the path of its bundle alone; none of its code comes along
import enginePath from '../engine/index?modulePath';

/** Starts the engine. It lives as long as its channel to us: when we are gone, it flushes and ends. */
export function forkEngine(): EngineProcess {
  const child = fork(enginePath, [], {
    serialization: 'advanced',
    // Its standard output must not mix into ours, which carries results.
    stdio: ['ignore', 2, 2, 'ipc'],
    // Ctrl+C in a terminal reaches every process of the group; the engine is to be told to stop, not interrupted.
    detached: process.platform !== 'win32',
    execArgv: [...ENGINE_V8_FLAGS],
  });
  const outbox: ToEngine[] = [];
  const flush = (): void => {
    const messages = outbox.splice(0);
    // The exit of a process that is gone is told by `exit`; here only its closed channel is left.
    if (child.connected) child.send(messages, () => undefined);
  };
  return {
    // The messages of one turn go together: a write to the pipe costs more than what it carries.
    post(message: ToEngine) {
      if (outbox.push(message) === 1) setImmediate(flush);
    },
    onMessage(listener) {
      child.on('message', (messages) => (messages as FromEngine[]).forEach(listener));
    },
    onExit(listener) {
      let told = false;
      const tell = (how: string): void => {
        if (!told) listener(how);
        told = true;
      };
      child.on('exit', (code, signal) => tell(signal === null ? `code ${code}` : `signal ${signal}`));
      child.on('error', (error) => tell(error.message));
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
