/** Loaded before a utility process's module: its line to the app is `process.parentPort`, as under Electron. */
import { EventEmitter } from 'node:events';

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    process.send?.(message, undefined, undefined, () => undefined);
  }
}

const parentPort = new ParentPort();
// Messages wait for the first listener, here as there: the module that listens is loaded after this one.
parentPort.once('newListener', () => process.on('message', (data) => parentPort.emit('message', { data, ports: [] })));
process.on('disconnect', () => parentPort.emit('close'));
Object.assign(process, { parentPort });
