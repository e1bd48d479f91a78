/** The insights that are answered with a table asked of the database, beside those that are folded over sequences. */
import type { InsightResult, TableSpec } from '../../../shared/insights/specs';
import type { SqlDesk } from '../sql/sql-desk';

export class TableRunner {
  constructor(private readonly sql: SqlDesk) {}

  async run(spec: TableSpec, signal: AbortSignal): Promise<InsightResult> {
    const started = performance.now();
    const { result, view } = await this.sql.run(spec, signal);
    return {
      ...result,
      meta: {
        engine: 'native',
        rowsScanned: view.sequences.length,
        elapsedMs: Math.round((performance.now() - started) * 10) / 10,
        computedAt: new Date().toISOString(),
        dataVersion: view.version,
      },
    };
  }
}
