/**
 * The engine process's entry. Started by Electron's `utilityProcess` or by `child_process.fork`; the first message says
 * which workspace to open. Every command's input is checked here again, and every failure leaves as a value.
 */
import { join } from 'node:path';
import { COMMANDS, type EngineCommand, isCommandName } from '../../shared/contract/commands';
import type { EngineStart, FromEngine, ToEngine } from '../../shared/contract/engine';
import { AppFailure, type AppError, invalidRequest } from '../../shared/contract/errors';
import { SpecProblem } from '../../shared/insights/common';
import { createLogger, type Logger } from '../log/logger';
import { type Engine, openEngine } from './engine';
import type { Told } from './ingest/journal-applier';
import { hostChannel } from './host-channel';
import { questionAbort } from './store/taken-back';

/** An isolated bundle (out/main/chunks) cannot emit another, so the worker is an entry of its own (out/main). */
const workerPath = join(import.meta.dirname, '../fold-worker.js');

const channel = hostChannel();
const running = new Map<number, { readonly controller: AbortController; readonly work: Promise<void> }>();
let engine: Engine | undefined;

/** What these do must hold for everything acknowledged, however long that takes to store. */
const EXACT: ReadonlySet<EngineCommand> = new Set(['run.reset', 'archive.run', 'export.run']);

/** How long stopping waits for answers under way. */
const SETTLE_MS = 5_000;
let log: Logger | undefined;

const post = (message: FromEngine): void => channel.post(message);

channel.onMessage((message) => {
  void receive(message);
});
/** Without its host the engine has nobody to answer: it closes the file and goes. */
channel.onDisconnect(() => {
  engine?.journal.leave();
  void stop();
});

async function receive(message: ToEngine): Promise<void> {
  switch (message.type) {
    case 'start':
      return start(message.start);
    case 'call':
      return call(message);
    case 'journal':
      return ready().journal.announce(message.state);
    case 'grant':
      return ready().grant(message.grant);
    case 'cancel':
      return running.get(message.id)?.controller.abort();
    case 'stop':
      return stop();
  }
}

async function start(options: EngineStart): Promise<void> {
  try {
    log = createLogger(join(options.workspaceDir, 'logs'), options.logLevel, 'engine');
    const onProblem = (what: string, error: unknown): void => log?.error(what, { err: error });
    const onNote = (what: string, facts: object): void => log?.info(what, { ...facts });
    const onApplied = (sequence: number, answers: readonly Told[]): void =>
      post({ type: 'applied', sequence, ...(answers.length === 0 ? {} : { answers }) });
    engine = await openEngine({ ...options, workerPath, onProblem, onNote, onApplied });
    log.info('workspace opened', { workspace: options.workspaceDir, version: options.version });
    post({ type: 'ready', journal: engine.journal.highest });
  } catch (error) {
    post({ type: 'failed', error: toAppError(error) });
    // Exit once the message is out.
    setTimeout(() => process.exit(1), 100);
  }
}

async function stop(): Promise<void> {
  for (const { controller } of running.values()) controller.abort();
  try {
    // What still asks the database must not find it closed; what does not end is left behind.
    const settled = Promise.all([...running.values()].map(({ work }) => work));
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SETTLE_MS))]);
    await engine?.close();
    channel.flush();
    await log?.close();
    process.exit(0);
  } catch (error) {
    log?.error('closing failed', { err: error });
    process.exit(1);
  }
}

function ready(): Engine {
  if (engine === undefined)
    throw new AppFailure({ code: 'engine_restarting', message: 'The workspace is still being opened.' });
  return engine;
}

async function call({ id, command, input: raw, after = 0 }: Extract<ToEngine, { type: 'call' }>): Promise<void> {
  await answer(id, async (signal) => {
    if (!isCommandName(command) || COMMANDS[command].at !== 'engine') {
      throw new AppFailure({ code: 'invalid_request', message: `There is no command «${String(command)}».` });
    }
    const row = COMMANDS[command];
    const parsed = row.input.safeParse(raw);
    if (!parsed.success) throw new AppFailure(invalidRequest(parsed.error));
    const input = parsed.data as never;
    const { json, arrow, stream, journal } = ready();
    // Whoever was answered about an event sees it from then on.
    if (command !== 'live') await journal.caughtUp(after, signal, EXACT.has(command));
    const started = performance.now();
    const done = (): void => log?.debug('answered', { command, ms: Math.round(performance.now() - started) });
    if (command in json) {
      const value = await json[command as keyof typeof json](input, signal);
      done();
      return value;
    }
    if (command in arrow) {
      post({ type: 'chunk', id, value: await arrow[command as keyof typeof arrow](input, signal) });
      done();
      return undefined;
    }
    for await (const value of stream[command as keyof typeof stream](input, signal)) {
      // Taken back: nobody reads on, but the work ends by itself, for it may have something to undo.
      if (!signal.aborted) post({ type: 'chunk', id, value });
    }
    done();
    return undefined;
  });
}

/** Runs `work` and sends what comes of it: its value, or its failure. */
async function answer(id: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const controller = questionAbort();
  const done = settle(id, work, controller.signal);
  running.set(id, { controller, work: done });
  await done;
  running.delete(id);
}

async function settle(id: number, work: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    const value = await work(signal);
    post({ type: 'answer', id, ...(value === undefined ? {} : { value }) });
  } catch (error) {
    post({ type: 'error', id, error: toAppError(error) });
  }
}

/** Expected failures as they are; DuckDB's word about a bad pattern as the user's mistake; all else as a bug, logged. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppFailure) return error.error;
  if (error instanceof SpecProblem)
    return { code: 'invalid_request', message: `${error.path} ${error.message}`, path: `spec.${error.path}` };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const pattern =
    /Invalid Input Error: ((?:missing|invalid (?:perl|escape|repetition|character|named)|bad repetition|no argument|trailing \\|pattern too large|unexpected \))[^\n]*)/i.exec(
      detail,
    );
  if (pattern) {
    return {
      code: 'invalid_request',
      message: `A regular expression could not be understood: ${pattern[1] ?? ''}. It must be one that RE2 reads, and not too large.`,
      detail,
    };
  }
  log?.error('a command failed', { err: error });
  return { code: 'internal', message: 'Something went wrong in the analysis engine. The log has the details.', detail };
}
