/**
 * Asks a workspace by the same API that the page uses: in process where this command opened it, over loopback where
 * a running Waymark has it. Commands do not know which.
 */
import { z } from 'zod';
import {
  COMMANDS,
  fileTokenSchema,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type JsonCommand,
  type StreamCommand,
} from '../../shared/contract/commands';
import { appErrorSchema, AppFailure, fail } from '../../shared/contract/errors';
import type { LogLevel } from '../log/logger';
import { type Host, openHost } from './host';
import { appVersion } from '../api/place';

export interface WorkspaceClient {
  call<Name extends JsonCommand>(command: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  stream<Name extends StreamCommand>(
    command: Name,
    input: CommandInput<Name>,
    signal?: AbortSignal,
  ): AsyncGenerator<CommandOutput<Name>, void, undefined>;
  /** Makes a file of this machine known; gives its token. */
  grant(path: string, access?: 'write' | 'folder'): Promise<string>;
  close(): Promise<void>;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

const answerSchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: appErrorSchema }),
]);

function valueOf(answer: unknown, what: string): unknown {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return fail('internal', `The answer to «${what}» is not understood; are both of one version?`);
  if (!parsed.data.ok) throw new AppFailure(parsed.data.error);
  return parsed.data.value;
}

const post = (body: unknown, signal?: AbortSignal): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  ...(signal === undefined ? {} : { signal }),
});

function clientOver(send: Send, close: () => Promise<void>): WorkspaceClient {
  const output = <Name extends CommandName>(command: Name, value: unknown): CommandOutput<Name> =>
    COMMANDS[command].output.parse(value) as CommandOutput<Name>;
  return {
    async call(command, input) {
      const response = await send(`/waymark/rpc/${command}`, post(input));
      return output(command, valueOf(await response.json(), command));
    },
    async *stream(command, input, signal) {
      const response = await send(`/waymark/rpc/${command}`, post(input, signal));
      if (!response.ok || response.body === null) {
        valueOf(await response.json(), command);
        return;
      }
      for await (const line of readLines(response.body)) {
        const value: unknown = JSON.parse(line);
        // A stream that fails on its way says so in its last line.
        if (answerSchema.safeParse(value).success) valueOf(value, command);
        yield output(command, value);
      }
    },
    async grant(path, access) {
      const response = await send('/waymark/grant', post({ path, ...(access === undefined ? {} : { access }) }));
      const value = valueOf(await response.json(), 'grant');
      return z.object({ token: fileTokenSchema }).parse(value).token;
    },
    close,
  };
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

function overHttp(port: number, token: string): WorkspaceClient {
  const send: Send = (path, init) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
  return clientOver(send, () => Promise.resolve());
}

const clientOf = ({ api, close }: Host): WorkspaceClient =>
  clientOver((path, init) => api.fetch(new Request(`http://waymark${path}`, init), 'bearer'), close);

/**
 * Opens the workspace, or reaches the Waymark that has it open. Rejects with an {@link AppFailure} where neither can
 * be done.
 */
export async function connect(workspaceDir: string, logLevel: LogLevel): Promise<WorkspaceClient> {
  const outcome = await openHost({ workspaceDir, version: appVersion(), logLevel });
  if (outcome.is === 'open') return clientOf(outcome.host);
  const { pid, port, token } = outcome.by;
  if (port === 0) {
    return fail(
      'workspace_in_use',
      `Another waymark command (process ${pid}) is at work on ${workspaceDir}. Try again when it is done.`,
    );
  }
  return overHttp(port, token);
}

/** Opens the workspace itself, for what nobody else may look at meanwhile; `rebuild` forgets all that was worked out. */
export async function openAlone(workspaceDir: string, logLevel: LogLevel, rebuild: boolean): Promise<WorkspaceClient> {
  const outcome = await openHost({ workspaceDir, version: appVersion(), logLevel, rebuild });
  if (outcome.is === 'open') return clientOf(outcome.host);
  return fail(
    'workspace_in_use',
    `Another Waymark (process ${outcome.by.pid}) has ${workspaceDir} open. Close it, then try again.`,
  );
}
