/**
 * What narrows the session list, as it stands in the address: a person, words to find, conditions, and brushes. What
 * was last shown is kept, so that the way back from a session leads to the same list.
 */
import { useEffect, useMemo } from 'react';
import type { Brushes } from '../../../shared/contract/sessions';
import { filterSchema, type Filter } from '../../../shared/model/filter';
import type { SessionColumn } from '../../../shared/model/session';
import { toConditions } from '../../parts/filter-model';
import { navigate, useNavigation, type ViewParams } from '../../state/navigation';
import { brushFilters, parseBrushes, printBrushes } from './charts/brush-model';

export interface ListScope {
  readonly person: string | undefined;
  readonly find: string;
  readonly where: Filter | undefined;
  readonly brushes: Brushes;
  /** What of the address could not be read; it narrows nothing. */
  readonly problem: string | undefined;
}

const SEARCHED: readonly SessionColumn[] = ['person', 'entryPage', 'exitPage', 'referrer', 'browser', 'os', 'device'];

/** Sessions in which one of the searched columns contains the text. */
function textFilter(text: string): Filter | undefined {
  if (text === '') return undefined;
  return { any: SEARCHED.map((column) => ({ property: `session.${column}`, op: 'contains', value: text })) };
}

/** All that must hold, as one filter; undefined where nothing must. */
function allOf(filters: readonly (Filter | undefined)[]): Filter | undefined {
  const parts = filters.filter((filter) => filter !== undefined);
  return parts.length > 1 ? { all: parts } : parts[0];
}

/** What the charts are asked about: all but the brushes, which they treat one by one. */
export const chartFilter = ({ find, where }: ListScope): Filter | undefined => allOf([where, textFilter(find.trim())]);

/** What the table and the summary are asked about. */
export const tableFilter = (scope: ListScope, brushes: Brushes): Filter | undefined =>
  allOf([scope.where, textFilter(scope.find.trim()), ...brushFilters(brushes)]);

function readFilter(text: string | undefined): { readonly where: Filter | undefined; readonly ok: boolean } {
  if (text === undefined) return { where: undefined, ok: true };
  try {
    const parsed = filterSchema.safeParse(JSON.parse(text));
    return parsed.success ? { where: parsed.data, ok: true } : { where: undefined, ok: false };
  } catch (cause) {
    if (cause instanceof SyntaxError) return { where: undefined, ok: false };
    throw cause;
  }
}

export function readScope(params: ViewParams): ListScope {
  const brushes = parseBrushes(params['brush']);
  const { where, ok } = readFilter(params['where']);
  const problem =
    brushes === undefined
      ? 'The brushes in this address cannot be read; all sessions are shown. Drag on a chart to hold others.'
      : ok
        ? undefined
        : 'The filter in this address cannot be read; all sessions are shown. Add a condition to filter anew.';
  return { person: params['person'], find: params['find'] ?? '', where, brushes: brushes ?? {}, problem };
}

export function printScope({ person, find, where, brushes }: Omit<ListScope, 'problem'>): ViewParams {
  const held = printBrushes(brushes);
  return {
    ...(person === undefined ? {} : { person }),
    ...(find === '' ? {} : { find }),
    ...(where === undefined || toConditions(where).items.length === 0 ? {} : { where: JSON.stringify(where) }),
    ...(held === undefined ? {} : { brush: held }),
  };
}

let lastList: ViewParams = {};

/** Back to the list as it was. */
export const goToList = (): void => {
  navigate('sessions', lastList);
};

export interface EditableScope extends ListScope {
  /** Shows another part of the list; the address follows without a new entry in the history. */
  readonly change: (next: Partial<Omit<ListScope, 'problem'>>) => void;
}

export function useListScope(): EditableScope {
  const params = useNavigation((state) => state.params);
  useEffect(() => {
    if (params['session'] === undefined) lastList = params;
  }, [params]);
  return useMemo(() => {
    const scope = readScope(params);
    return {
      ...scope,
      change: (next) => {
        navigate('sessions', printScope({ ...scope, ...next }), { replace: true });
      },
    };
  }, [params]);
}
