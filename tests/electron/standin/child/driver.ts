/** The line to the test that drives this app. Others register what they answer; all is in place before it is read. */
import { createPeer, type Handlers, type PeerMessage } from '../peer';
import type { ChildMethods, DriverMethods } from '../messages';

const answers: Partial<Handlers<ChildMethods>> = {};

let unsent = 0;
let whenSent: (() => void)[] = [];

export const driver = createPeer<DriverMethods, ChildMethods>(
  {
    send(message) {
      unsent += 1;
      process.send?.(message, undefined, undefined, () => {
        unsent -= 1;
        if (unsent === 0) for (const resolve of whenSent.splice(0)) resolve();
      });
    },
    onMessage: (listener) => process.on('message', (message) => listener(message as PeerMessage)),
  },
  answers as Handlers<ChildMethods>,
);

export function answerDriver(more: Partial<Handlers<ChildMethods>>): void {
  Object.assign(answers, more);
}

/** Resolves when the system has taken every message: an exit before that would lose some. */
export const flushed = (): Promise<void> =>
  new Promise((resolve) => {
    if (unsent === 0) resolve();
    else whenSent.push(resolve);
  });
