/**
 * Connections for questions. One at a time each: a second statement on a connection ends the stream of the first. Free
 * ones are kept, since making one costs more than most questions.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Database } from './database';

const KEEP = 4;

export class Readers {
  private readonly free: DuckDBConnection[] = [];

  constructor(private readonly database: Database) {}

  /** Lends a connection for the time of `work`. */
  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.free.pop() ?? (await this.database.connect());
    try {
      return await work(connection);
    } finally {
      if (this.free.length < KEEP) this.free.push(connection);
      else connection.closeSync();
    }
  }

  close(): void {
    for (const connection of this.free.splice(0)) connection.closeSync();
  }
}
