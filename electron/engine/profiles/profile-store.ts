/** Person profiles of a view: properties replayed in event order, and what each person did in all. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { WriteLock } from '../store/lock';

export class ProfileStore {
  constructor(
    readonly connection: DuckDBConnection,
    readonly lock: WriteLock,
  ) {}
}
