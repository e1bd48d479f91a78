/**
 * The one way from the page to its host: commands of `shared/contract/commands` by `fetch('./waymark/…')`, the same in
 * the desktop window and in a browser tab. Every answer is checked against the contract; failures are values; going
 * away (`signal`) is the failure `cancelled`, which callers drop in silence.
 */
import { tableFromIPC, type Table } from '@uwdata/flechette';
import { err, ok, type Result } from '../../shared/base/result';
import {
  COMMANDS,
  type ArrowCommand,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type JsonCommand,
  type StreamCommand,
} from '../../shared/contract/commands';
import { appErrorSchema, type AppError } from '../../shared/contract/errors';
import { readLines } from './ndjson';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

const CANCELLED: AppError = { code: 'cancelled', message: 'The request was given up.' };

const isAbort = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'AbortError';

/** A failure to reach the host at all. */
function unreachable(cause: unknown): AppError {
  if (isAbort(cause)) return CANCELLED;
  return {
    code: 'engine_restarting',
    message: 'Waymark does not answer. If it was closed, start it again; this page reconnects by itself.',
    detail: String(cause),
  };
}

function notUnderstood(command: string, detail: string): AppError {
  return {
    code: 'internal',
    message: `The answer to «${command}» is not what this page expects. Reload the page; page and host may be of different versions.`,
    detail,
  };
}

/** The error inside `{ok: false, error}` or a bare error, else undefined. */
function errorIn(body: unknown): AppError | undefined {
  const inner = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
  const parsed = appErrorSchema.safeParse(inner);
  return parsed.success ? parsed.data : undefined;
}

/** Requests are named, so that the host hears of those that are given up; in Electron it would not otherwise. */
const PAGE = crypto.getRandomValues(new Uint32Array(2)).join('-');
let requests = 0;

async function post(command: CommandName, input: unknown, signal?: AbortSignal): Promise<Result<Response, AppError>> {
  const name = `${PAGE}-${++requests}`;
  const giveUp = (): void => {
    // Where the host cannot be reached, there is nothing to give up.
    fetch(`./waymark/give-up/${name}`, { method: 'POST' }).catch(() => undefined);
  };
  signal?.addEventListener('abort', giveUp);
  try {
    const response = await fetch(`./waymark/rpc/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'waymark-request': name },
      body: JSON.stringify(input),
      ...(signal === undefined ? {} : { signal }),
    });
    return ok(response);
  } catch (cause) {
    return err(unreachable(cause));
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

async function failureOf(command: CommandName, response: Response): Promise<AppError> {
  const text = await response.text().catch((cause: unknown) => String(cause));
  try {
    const error = errorIn(JSON.parse(text));
    if (error !== undefined) return error;
  } catch {
    // Not JSON: something between page and host answered. The status below says what.
  }
  return notUnderstood(command, `status ${response.status}: ${text.slice(0, 200)}`);
}

/** Asks a command whose answer is one JSON value. */
export async function call<Name extends JsonCommand>(
  command: Name,
  input: CommandInput<Name>,
  { signal }: CallOptions = {},
): Promise<Result<CommandOutput<Name>, AppError>> {
  const posted = await post(command, input, signal);
  if (!posted.ok) return posted;
  let body: unknown;
  try {
    body = await posted.value.clone().json();
  } catch (cause) {
    if (isAbort(cause)) return err(CANCELLED);
    return err(await failureOf(command, posted.value));
  }
  if (typeof body === 'object' && body !== null && 'ok' in body && body.ok === true && 'value' in body) {
    const parsed = COMMANDS[command].output.safeParse(body.value);
    if (parsed.success) return ok(parsed.data as CommandOutput<Name>);
    return err(notUnderstood(command, parsed.error.message));
  }
  return err(errorIn(body) ?? notUnderstood(command, JSON.stringify(body).slice(0, 200)));
}

/** Asks a command whose answer is a table. 64-bit integers stay bigint; read columns through `data/arrow`. */
export async function callArrow<Name extends ArrowCommand>(
  command: Name,
  input: CommandInput<Name>,
  { signal }: CallOptions = {},
): Promise<Result<Table, AppError>> {
  const posted = await post(command, input, signal);
  if (!posted.ok) return posted;
  if (!posted.value.ok) return err(await failureOf(command, posted.value));
  try {
    const bytes = new Uint8Array(await posted.value.arrayBuffer());
    return ok(tableFromIPC(bytes, { useBigInt: true }));
  } catch (cause) {
    return err(isAbort(cause) ? CANCELLED : notUnderstood(command, String(cause)));
  }
}

/**
 * Follows a stream until it ends, fails or `signal` fires. `onValue` gets each value in order. Resolves when no more
 * will come; an end without error is `ok`.
 */
export async function openStream<Name extends StreamCommand>(
  command: Name,
  input: CommandInput<Name>,
  onValue: (value: CommandOutput<Name>) => void,
  { signal }: CallOptions = {},
): Promise<Result<void, AppError>> {
  const posted = await post(command, input, signal);
  if (!posted.ok) return posted;
  const { body } = posted.value;
  if (!posted.value.ok || body === null) return err(await failureOf(command, posted.value));
  try {
    for await (const line of readLines(body)) {
      const value: unknown = JSON.parse(line);
      const parsed = COMMANDS[command].output.safeParse(value);
      if (parsed.success) onValue(parsed.data as CommandOutput<Name>);
      else {
        void body.cancel().catch(() => undefined);
        return err(errorIn(value) ?? notUnderstood(command, parsed.error.message));
      }
    }
    return ok(undefined);
  } catch (cause) {
    if (cause instanceof SyntaxError) return err(notUnderstood(command, cause.message));
    return err(signal?.aborted === true ? CANCELLED : unreachable(cause));
  }
}
