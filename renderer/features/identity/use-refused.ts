/** The refused links, page by page; read again from the start when the data changes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { AppError } from '../../../shared/contract/errors';
import { call } from '../../data/client';
import { latest } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';

const PAGE = 500;
/** The most that one answer carries. */
const MOST = 1000;

type RefusedRow = CommandOutput<'identity.refused'>['rows'][number];

interface Loaded {
  readonly rows: readonly RefusedRow[];
  readonly total: number | undefined;
  readonly nextCursor: string | undefined;
  readonly error: AppError | undefined;
}

export interface Refused extends Loaded {
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const NONE: Loaded = { rows: [], total: undefined, nextCursor: undefined, error: undefined };

export function useRefused(): Refused {
  const version = latest(useWorkspaceInfo())?.dataVersion;
  const [loaded, setLoaded] = useState<Loaded>(NONE);
  const busy = useRef<AbortController>(undefined);
  const held = useRef(0);

  const load = useCallback(async (after: Loaded, limit: number): Promise<void> => {
    busy.current?.abort();
    const controller = new AbortController();
    busy.current = controller;
    const cursor = after.nextCursor === undefined ? {} : { cursor: after.nextCursor };
    const answer = await call('identity.refused', { limit, ...cursor }, { signal: controller.signal });
    if (controller.signal.aborted) return;
    busy.current = undefined;
    if (!answer.ok) {
      if (answer.error.code !== 'cancelled') setLoaded({ ...after, error: answer.error });
      return;
    }
    const { rows, total, nextCursor } = answer.value;
    const all = [...after.rows, ...rows];
    held.current = all.length;
    setLoaded({ rows: all, total, nextCursor, error: undefined });
  }, []);

  useEffect(() => {
    // It changes state only when an answer has come.
    // oxlint-disable-next-line react/set-state-in-effect
    void load(NONE, Math.min(MOST, Math.max(PAGE, held.current)));
    return () => {
      busy.current?.abort();
      busy.current = undefined;
    };
  }, [load, version]);

  return {
    ...loaded,
    loadMore: () => {
      if (busy.current === undefined && loaded.nextCursor !== undefined) void load(loaded, PAGE);
    },
    retry: () => {
      void load(NONE, PAGE);
    },
  };
}
