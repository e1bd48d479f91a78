/**
 * A running engine process as its host sees it. Electron's `utilityProcess` and Node's `child_process.fork` each have
 * an implementation; everything above speaks to this.
 */
import type { FromEngine, ToEngine } from '../../shared/contract/engine';

/** Half of what V8 may use for what is new, in MB. */
const YOUNG_MB = 32;

/**
 * What V8 is told in the engine. Of a commit's thousands of texts nearly all are there until it is made: where less room
 * is, they are copied several times before.
 */
export const ENGINE_V8_FLAGS: readonly string[] = [`--max-semi-space-size=${YOUNG_MB}`];

export interface EngineProcess {
  /** Never throws: a message to a process that is gone is lost, and its exit is told by {@link EngineProcess.onExit}. */
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Called once. `how` is for the log, such as `code 1` or `signal SIGKILL`. */
  onExit(listener: (how: string) => void): void;
  /** Ends the process at once, without a flush. */
  kill(): void;
}

export type SpawnEngine = () => EngineProcess;
