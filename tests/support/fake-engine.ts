/** An engine process that does what a test tells it to: for the host's supervision, which no real engine can be made to provoke on cue. */
import type { EngineProcess } from '../../electron/api/engine-process';
import type { FromEngine, ToEngine } from '../../shared/contract/engine';

export class FakeEngine implements EngineProcess {
  readonly received: ToEngine[] = [];
  killed = false;
  #onMessage: (message: FromEngine) => void = () => undefined;
  #onExit: (how: string) => void = () => undefined;

  post(message: ToEngine): void {
    this.received.push(structuredClone(message));
  }
  onMessage(listener: (message: FromEngine) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: (how: string) => void): void {
    this.#onExit = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit('signal SIGKILL');
  }

  say(message: FromEngine): void {
    this.#onMessage(structuredClone(message));
  }
  exit(how: string): void {
    this.#onExit(how);
  }
  /** The last message of a type; a test that asks for one that never came fails here. */
  last<Type extends ToEngine['type']>(type: Type): Extract<ToEngine, { type: Type }> {
    const found = this.received.findLast((message) => message.type === type);
    if (found === undefined) throw new Error(`the engine got no «${type}»`);
    return found as Extract<ToEngine, { type: Type }>;
  }
}

/** A spawn function that keeps what it started, oldest first. */
export function fakeEngines(): { readonly spawn: () => FakeEngine; readonly started: FakeEngine[] } {
  const started: FakeEngine[] = [];
  return {
    started,
    spawn: () => {
      const engine = new FakeEngine();
      started.push(engine);
      return engine;
    },
  };
}
