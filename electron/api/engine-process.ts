/**
 * A running engine process as its host sees it. Electron's `utilityProcess` and Node's `child_process.fork` each have
 * an implementation; everything above speaks to this.
 */
import type { FromEngine, ToEngine } from '../../shared/contract/engine';

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
