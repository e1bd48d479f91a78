/** The line to the host process: `process.parentPort` under Electron, the fork's IPC channel under Node. */
import type { FromEngine, ToEngine } from '../../shared/contract/engine';

export interface HostChannel {
  post(message: FromEngine): void;
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
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToEngine)),
      onDisconnect: (listener) => parentPort.on('close', listener),
    };
  }
  return {
    // A host that is gone cannot be told; its going is what onDisconnect is for.
    post: (message) => process.connected && process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => process.on('message', (message) => listener(message as ToEngine)),
    onDisconnect: (listener) => process.on('disconnect', listener),
  };
}
