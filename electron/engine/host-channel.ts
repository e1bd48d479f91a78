/**
 * The line to the host process: `process.parentPort` under Electron; under Node the fork's IPC channel, which carries
 * the messages of one turn together.
 */
import type { FromEngine, ToEngine } from '../../shared/contract/engine';

export interface HostChannel {
  post(message: FromEngine): void;
  /** Sends at once what was posted; for the last words before the process ends. */
  flush(): void;
  onMessage(listener: (message: ToEngine) => void): void;
  onDisconnect(listener: () => void): void;
}

/** What Electron's utility process adds to `process`. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

export function hostChannel(): HostChannel {
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      flush: () => undefined,
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToEngine)),
      onDisconnect: (listener) => parentPort.on('close', listener),
    };
  }
  const outbox: FromEngine[] = [];
  const flush = (): void => {
    const messages = outbox.splice(0);
    // A host that is gone cannot be told; its going is what onDisconnect is for.
    if (messages.length > 0 && process.connected) process.send?.(messages, undefined, undefined, () => undefined);
  };
  return {
    // A commit answers many ingests at once: one write to the pipe instead of one for each.
    post(message) {
      if (outbox.push(message) === 1) setImmediate(flush);
    },
    flush,
    onMessage: (listener) => process.on('message', (messages) => (messages as ToEngine[]).forEach(listener)),
    onDisconnect: (listener) => process.on('disconnect', listener),
  };
}
