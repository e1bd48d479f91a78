/**
 * Connections for questions. One at a time each: a second statement on a connection ends the stream of the first. Free
 * ones are kept, since making one costs more than most questions.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database';
import { NEVER_ABORTED, takenBack, throwIfTakenBack } from './taken-back';

const KEEP = 4;

export class Readers {
  private readonly free: DuckDBConnection[] = [];

  constructor(private readonly database: Database) {}

  /**
   * Lends a connection for the time of `work`. Once `signal` aborts, DuckDB gives up what the connection is doing, and the
   * promise rejects with `cancelled`; work of several statements asks between them whether it is still wanted.
   */
  async use<T>(work: (connection: DuckDBConnection) => Promise<T>, signal: AbortSignal = NEVER_ABORTED): Promise<T> {
    throwIfTakenBack(signal);
    const connection = this.free.pop() ?? (await this.database.connect());
    try {
      return await interrupted(connection, signal, () => work(connection));
    } finally {
      if (this.free.length < KEEP) this.free.push(connection);
      else connection.closeSync();
    }
  }

  close(): void {
    for (const connection of this.free.splice(0)) connection.closeSync();
  }
}

/** Runs `work` on a connection that is lent; once `signal` aborts, as {@link Readers.use} does. */
export async function interrupted<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    throwIfTakenBack(signal);
    const result = await work();
    // A stream that is interrupted ends as if it had come to its end: what was read of it is not the whole.
    throwIfTakenBack(signal);
    return result;
  } catch (error) {
    if (signal.aborted) throw takenBack();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
