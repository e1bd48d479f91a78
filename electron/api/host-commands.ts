/**
 * The commands that the host answers by itself: about itself, about the requests its collector took in, and those for which
 * the collector's decoders are needed.
 */
import type { CommandInput, CommandOutput, HostCommand, HostInfo } from '../../shared/contract/commands';
import { fail } from '../../shared/contract/errors';
import type { ListeningDesk } from '../../shared/contract/listening';
import type { RejectDesk, WholeReject } from '../../shared/contract/rejects';
import type { RequestDesk } from '../../shared/contract/requests';

import type { FlagsDesk } from './flags-desk';

export interface HostParts {
  readonly hostInfo: () => HostInfo;
  /** Undefined where no collector runs. */
  readonly requests: () => (RequestDesk & RejectDesk) | undefined;
  /** Undefined where no workspace is served. */
  readonly flags: () => FlagsDesk | undefined;
  /** Undefined where no collector runs. */
  readonly listening: () => ListeningDesk | undefined;
  /** Asks the engine for a reject. */
  readonly reject: (id: number) => Promise<WholeReject>;
}

type Handlers = {
  readonly [C in HostCommand]: (input: CommandInput<C>) => CommandOutput<C> | Promise<CommandOutput<C>>;
};

/** Answers a command whose input has been checked. */
export function hostCommands({
  hostInfo,
  requests,
  flags,
  listening,
  reject,
}: HostParts): (name: HostCommand, input: unknown) => unknown {
  const desk = (): RequestDesk & RejectDesk =>
    requests() ?? fail('not_found', 'No collector is running here, so there are no requests to look at.');
  const listeningDesk = (): ListeningDesk =>
    listening() ?? fail('not_found', 'No collector is running here, so nothing listens.');
  const flagsDesk = (): FlagsDesk =>
    flags() ?? fail('not_found', 'No workspace is served here, so there are no flags.');
  const handlers: Handlers = {
    'host.info': hostInfo,
    'requests.get': ({ eventId }) => desk().get(eventId),
    'requests.strays': () => desk().strays(),
    'requests.resend': ({ requestId }) => desk().resend(requestId),
    'listening.get': () => listeningDesk().get(),
    'listening.set': ({ settings }) => listeningDesk().set(settings),
    'flags.get': () => flagsDesk().get(),
    'flags.put': (input) => flagsDesk().put(input),
    'flags.asked': () => flagsDesk().asked(),
    'rejects.repair': async ({ id, repair }) => desk().repair(await reject(id), repair),
  };
  return (name, input) => (handlers[name] as (checked: unknown) => unknown)(input);
}
