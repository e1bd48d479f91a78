/**
 * The one way from a page into main. Every message is checked here, so that no handler can forget: the sender must be
 * the top frame of our own origin, the input what {@link REQUESTS} says. Failures travel as values, for
 * `ipcMain.handle` keeps only the text of a thrown error.
 */
import type { BridgeAnswer } from '../../../shared/contract/channels';
import { AppFailure, invalidRequest, type AppError } from '../../../shared/contract/errors';
import type { Logger } from '../../log/logger';
import { APP_ORIGIN } from '../security/scheme';
import { REQUESTS, type RequestAnswers, type RequestChannel, type RequestInput } from './requests';

/** Of Electron's event, what says who spoke. The frame is null once it is gone. */
interface Sender {
  readonly senderFrame: { readonly parent: unknown; readonly origin: string } | null;
}

/** Of `ipcMain`, what is used. */
export interface IpcDoor {
  handle(channel: string, listener: (event: Sender, ...inputs: unknown[]) => Promise<unknown>): void;
}

export type RequestHandlers = {
  readonly [Channel in RequestChannel]: (input: RequestInput<Channel>) => Promise<RequestAnswers[Channel]>;
};

/**
 * A web contents hosts its sub-frames too, so the window that owns the sender does not say which document spoke.
 */
function isOurTopFrame({ senderFrame }: Sender): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN;
}

export function registerRequests(ipc: IpcDoor, handlers: RequestHandlers, log: Logger): void {
  for (const channel of Object.keys(REQUESTS) as RequestChannel[]) register(ipc, channel, handlers, log);
}

function register<Channel extends RequestChannel>(
  ipc: IpcDoor,
  channel: Channel,
  handlers: RequestHandlers,
  log: Logger,
): void {
  const refuse = (error: AppError): BridgeAnswer<never> => ({ ok: false, error });
  ipc.handle(channel, async (event, ...inputs): Promise<BridgeAnswer<RequestAnswers[Channel]>> => {
    if (!isOurTopFrame(event)) {
      log.warn('a message of another frame was refused', { channel, origin: event.senderFrame?.origin });
      return refuse({ code: 'forbidden', message: 'This frame may not do that.' });
    }
    const input = REQUESTS[channel].safeParse(inputs[0]);
    if (!input.success || inputs.length > 1) {
      return refuse(
        input.success
          ? { code: 'invalid_request', message: `${channel} takes one value.` }
          : invalidRequest(input.error),
      );
    }
    try {
      return { ok: true, value: await handlers[channel](input.data as RequestInput<Channel>) };
    } catch (thrown) {
      if (thrown instanceof AppFailure) {
        const { detail: _forTheLog, ...error } = thrown.error;
        return refuse(error);
      }
      log.error('bug while answering a page', { channel, err: thrown });
      return refuse({ code: 'internal', message: 'Something went wrong inside Waymark. Its log says more.' });
    }
  });
}
