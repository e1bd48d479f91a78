/** `ipcMain`: one handler per channel, told which frame spoke. */
import { answerDriver } from './driver';
import { fromHttp, originOf } from './scheme-server';

type Handler = (event: { senderFrame: unknown }, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
};

answerDriver({
  'ipc.invoke': async ({ frame, channel, args }) => {
    const handler = handlers.get(channel);
    if (handler === undefined)
      throw new Error(`Error invoking remote method '${channel}': No handler registered for '${channel}'`);
    const url = fromHttp(frame.url);
    const senderFrame = { url, origin: originOf(url), parent: frame.isTop ? null : {} };
    try {
      return structuredClone(await handler({ senderFrame }, ...args));
    } catch (error) {
      // Electron keeps the text of an error and no more.
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
    }
  },
});
