/** The insights that are answered with a table, beside those that are folded over sequences. */
import type { InsightResult, TableSpec } from '../../../shared/insights/specs';
import type { PeopleParts } from '../profiles/parts';
import type { Explainer } from './explainer';
import type { View } from '../sequences/view';
import type { SqlDesk } from '../sql/sql-desk';
import { eventsPage } from '../tables/events-page';
import { peoplePage } from '../tables/people-page';
import { sessionsPage } from '../tables/sessions-page';

type WithoutMeta<R> = R extends unknown ? Omit<R, 'meta'> : never;

export class TableRunner {
  constructor(
    private readonly parts: PeopleParts,
    private readonly sql: SqlDesk,
    private readonly explainer: Explainer,
  ) {}

  async run(asked: TableSpec, signal: AbortSignal): Promise<InsightResult> {
    const started = performance.now();
    const { value: spec, version } = await this.parts.saved.expanded(asked, 'spec');
    const { result, view } = await this.answer(spec, signal);
    const meta = await this.explainer.explainTable(asked, spec, view, result as InsightResult);
    return {
      ...result,
      meta: {
        ...meta,
        engine: 'native',
        rowsScanned: view.sequences.length,
        elapsedMs: Math.round((performance.now() - started) * 10) / 10,
        computedAt: new Date().toISOString(),
        dataVersion: view.version + version,
      },
    };
  }

  private answer(
    spec: TableSpec,
    signal: AbortSignal,
  ): Promise<{
    readonly result: WithoutMeta<Extract<InsightResult, { kind: TableSpec['kind'] }>>;
    readonly view: View;
  }> {
    switch (spec.kind) {
      case 'sql':
        return this.sql.run(spec, signal);
      case 'events':
        return eventsPage(this.parts, spec, signal);
      case 'sessions':
        return sessionsPage(this.parts, spec, signal);
      case 'people':
        return peoplePage(this.parts, spec, signal);
    }
  }
}
