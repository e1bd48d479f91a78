/**
 * Keeps one engine process running. A process that ends without being asked is started again, sooner at first and
 * later at most every five seconds; one that says `failed` (its workspace is corrupt, in use or too new) is not, and
 * neither is one that keeps ending before it was ever ready.
 */
import type { EngineStart, FromEngine, ToEngine } from '../../shared/contract/engine';
import type { AppError } from '../../shared/contract/errors';
import type { Logger } from '../log/logger';
import type { EngineProcess, SpawnEngine } from './engine-process';

export interface SupervisorEvents {
  /** The engine takes messages from now on; the journal's frames have numbers up to `journal`. */
  onReady(journal: number): void;
  /** The engine is gone; another is on its way. What it was asked and did not answer is lost. */
  onDown(): void;
  /** The engine is gone for good. */
  onFailed(error: AppError): void;
  /** Everything but `ready` and `failed`. */
  onMessage(message: Exclude<FromEngine, { type: 'ready' | 'failed' }>): void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const CRASHES_BEFORE_READY = 5;
/** After this long without a crash the next one counts as the first. */
const CALM_MS = 60_000;
/** What was acknowledged and is not stored yet is stored first. */
const STOP_MS = 30_000;

type State =
  | { readonly is: 'starting' | 'ready'; readonly process: EngineProcess }
  | { readonly is: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly is: 'stopping'; readonly process: EngineProcess }
  | { readonly is: 'idle' | 'ended' };

export class EngineSupervisor {
  #state: State = { is: 'idle' };
  #crashes = 0;
  #crashesBeforeReady = 0;
  #readyAt = 0;
  #whenGone: (() => void)[] = [];

  constructor(
    private readonly spawn: SpawnEngine,
    /** What an engine that is started now begins with. */
    private readonly startValues: () => EngineStart,
    private readonly events: SupervisorEvents,
    private readonly log: Logger,
  ) {}

  start(): void {
    if (this.#state.is !== 'idle') return;
    this.#launch();
  }

  /** False where no engine is there to take it. */
  post(message: ToEngine): boolean {
    if (this.#state.is !== 'ready') return false;
    this.#state.process.post(message);
    return true;
  }

  /** Lets the engine flush and end; resolves when it is gone. Ends it by force after 30 s. */
  async stop(): Promise<void> {
    const state = this.#state;
    if (state.is === 'waiting') clearTimeout(state.timer);
    if (state.is === 'waiting' || state.is === 'idle') this.#state = { is: 'ended' };
    if (this.#state.is === 'ended') return;
    const gone = new Promise<void>((resolve) => this.#whenGone.push(resolve));
    if (state.is === 'starting' || state.is === 'ready') {
      this.#state = { is: 'stopping', process: state.process };
      state.process.post({ type: 'stop' });
      const patience = setTimeout(() => {
        this.log.warn('the engine did not stop in time; ending it');
        state.process.kill();
      }, STOP_MS);
      this.#whenGone.push(() => clearTimeout(patience));
    }
    await gone;
  }

  #launch(): void {
    const process = this.spawn();
    this.#state = { is: 'starting', process };
    process.onMessage((message) => this.#receive(process, message));
    process.onExit((how) => this.#exited(process, how));
    process.post({ type: 'start', start: this.startValues() });
  }

  #isCurrent(process: EngineProcess): boolean {
    return 'process' in this.#state && this.#state.process === process;
  }

  #receive(process: EngineProcess, message: FromEngine): void {
    if (!this.#isCurrent(process)) return;
    if (message.type === 'failed') {
      this.log.error('the engine cannot open the workspace', { error: message.error });
      this.#state = { is: 'stopping', process };
      this.events.onFailed(message.error);
    } else if (message.type === 'ready') {
      if (this.#state.is !== 'starting') return;
      this.#state = { is: 'ready', process };
      this.#crashesBeforeReady = 0;
      this.#readyAt = Date.now();
      this.log.info('engine ready');
      this.events.onReady(message.journal);
    } else {
      this.events.onMessage(message);
    }
  }

  #exited(process: EngineProcess, how: string): void {
    if (!this.#isCurrent(process)) return;
    if (this.#state.is === 'stopping') {
      this.log.info('engine ended', { how });
      this.#end();
      return;
    }
    const wasReady = this.#state.is === 'ready';
    if (wasReady && Date.now() - this.#readyAt > CALM_MS) this.#crashes = 0;
    if (!wasReady) this.#crashesBeforeReady += 1;
    if (this.#crashesBeforeReady >= CRASHES_BEFORE_READY) {
      this.log.error('the engine keeps ending before it is ready; giving up', { how });
      this.#end();
      this.events.onFailed({
        code: 'internal',
        message: `The analysis engine ended ${CRASHES_BEFORE_READY} times while opening the workspace. The reason is in the log folder of the workspace.`,
        detail: how,
      });
      return;
    }
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#crashes);
    this.#crashes += 1;
    this.log.warn('the engine ended by itself; starting it again', { how, delayMs: delay });
    this.#state = { is: 'waiting', timer: setTimeout(() => this.#launch(), delay) };
    this.events.onDown();
  }

  #end(): void {
    this.#state = { is: 'ended' };
    for (const resolve of this.#whenGone.splice(0)) resolve();
  }
}
