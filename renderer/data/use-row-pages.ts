/** A hook over {@link RowPages}: any table by index, asked for as it comes into sight. */
import type { Table } from '@uwdata/flechette';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { canonicalJson } from '../../shared/base/canonical-json';
import type { ArrowCommand, CommandInput } from '../../shared/contract/commands';
import { RowPages, type PageState } from './row-pages';
import { coordinator, liveFeed } from './runtime';

export interface RowPagesState extends PageState {
  readonly at: (row: number) => { readonly table: Table; readonly index: number } | undefined;
  /** Tell it which rows are in sight. */
  readonly show: (firstRow: number, lastRow: number) => void;
  readonly refetch: () => void;
}

/** `input` without `limit` and `offset`. */
export function useRowPages<Name extends ArrowCommand>(
  command: Name,
  input: Omit<CommandInput<Name>, 'limit' | 'offset'>,
): RowPagesState {
  const [pages] = useState(() => new RowPages(coordinator));
  const key = canonicalJson(input);
  useEffect(() => {
    liveFeed.start();
    pages.ask({ command, input: JSON.parse(key) as Record<string, unknown> });
  }, [pages, command, key]);
  useEffect(
    () => () => {
      pages.release();
    },
    [pages],
  );
  const state = useSyncExternalStore(pages.subscribe, pages.state);
  const at = useCallback((row: number) => pages.at(row), [pages]);
  const show = useCallback(
    (first: number, last: number) => {
      pages.show(first, last);
    },
    [pages],
  );
  return { ...state, at, show, refetch: pages.refetch };
}
