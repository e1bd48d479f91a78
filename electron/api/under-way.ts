/**
 * Requests under way that the page may give up by the name it gave them. Over HTTP a closed connection says the same; in
 * Electron nobody tells `protocol.handle` that the page no longer waits, so it says so itself.
 */

/** Says by which name the page may give the request up. */
export const REQUEST_NAME = 'waymark-request';
/** Names are the page's: a counter beside something of its own. */
const LONGEST_NAME = 64;

export class UnderWay {
  private readonly running = new Map<string, AbortController>();

  /** Runs `answer` with a signal that fires once `request` is aborted or given up by name. */
  async run(request: Request, answer: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
    const name = request.headers.get(REQUEST_NAME);
    if (name === null || name.length > LONGEST_NAME || this.running.has(name)) return answer(request.signal);
    const controller = new AbortController();
    const { signal } = request;
    signal.addEventListener('abort', () => controller.abort(), { once: true });
    if (signal.aborted) controller.abort();
    this.running.set(name, controller);
    try {
      return await answer(controller.signal);
    } finally {
      this.running.delete(name);
    }
  }

  /** Does nothing where the request is answered already. */
  giveUp(name: string): void {
    this.running.get(name)?.abort();
  }
}
