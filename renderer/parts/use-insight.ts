/** What every view of an insight has: the question in the address or a default made of the data, and its newest answer. */
import { useCallback } from 'react';
import type { z } from 'zod';
import type { CommandOutput, WorkspaceInfo } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import type { InsightResult, InsightSpec } from '../../shared/insights/specs';
import { latest, type QueryState, useQuery } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import { type SpecEditor, useSpec } from './use-spec';

const NOTHING = {};

type CatalogEvents = CommandOutput<'catalog.events'>;

/** Makes the first question of the events there are and of their first and last time (UTC ms). */
export type MakeDefault<Spec> = (
  events: CatalogEvents,
  extent: { readonly from: number; readonly to: number },
) => Spec | undefined;

export interface AskedInsight<Spec> {
  readonly state: SpecEditor<Spec>;
  readonly query: QueryState<InsightResult>;
  /** The newest answer, while the next one is computed too. */
  readonly answer: InsightResult | undefined;
  /** Event names with counts; undefined until they have come. */
  readonly events: CatalogEvents | undefined;
  readonly info: WorkspaceInfo | undefined;
  /** For {@link InsightPage}. */
  readonly page: {
    readonly state: SpecEditor<Spec>;
    readonly answer: InsightResult | undefined;
    readonly loading: boolean;
    readonly failed: AppError | undefined;
  };
}

/** `view` is the feature's id. `makeDefault` must be the same function at every rendering. */
export function useInsight<Spec extends InsightSpec>(
  view: string,
  schema: z.ZodType<Spec>,
  makeDefault: MakeDefault<Spec>,
): AskedInsight<Spec> {
  const catalog = useQuery('catalog.events', NOTHING);
  const info = latest(useWorkspaceInfo());
  const events = catalog.value;
  const from = info?.from;
  const to = info?.to;
  const fallback = useCallback(
    () =>
      events === undefined || from === undefined || to === undefined ? undefined : makeDefault(events, { from, to }),
    [events, from, to, makeDefault],
  );
  const state = useSpec(view, schema, fallback);
  const query = useQuery('insight.run', state.spec === undefined ? undefined : { spec: state.spec });
  const answer = latest(query);
  return {
    state,
    query,
    answer,
    events,
    info,
    page: { state, answer, loading: query.status === 'loading', failed: catalog.error },
  };
}
