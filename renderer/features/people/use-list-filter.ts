/**
 * What narrows the people list, as it stands in the address (`#/people?find=…&where={…}`). What was last shown is kept,
 * so that the way back from a person leads to the same list.
 */
import { useEffect, useMemo } from 'react';
import { filterSchema, type Filter } from '../../../shared/model/filter';
import { navigate, useNavigation, type ViewParams } from '../../state/navigation';

/** undefined where nothing narrows it, or what does cannot be read. */
export function readWhere(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed = filterSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

interface Narrowing {
  readonly where: Filter | undefined;
  /** Part of an id, a name or an address; empty where nobody is looked for. */
  readonly find: string;
}

const paramsOf = ({ where, find }: Narrowing): ViewParams => ({
  ...(find === '' ? {} : { find }),
  ...(where === undefined ? {} : { where: JSON.stringify(where) }),
});

let last: Narrowing = { where: undefined, find: '' };

/** Back to the list as it was. */
export const goToPeople = (): void => {
  navigate('people', paramsOf(last));
};

export interface ListFilter extends Narrowing {
  /** The address follows without a new entry in the history. */
  readonly narrow: (change: Partial<Narrowing>) => void;
}

export function useListFilter(): ListFilter {
  const text = useNavigation((state) => (state.view === 'people' ? state.params['where'] : undefined));
  const find = useNavigation((state) => (state.view === 'people' ? (state.params['find'] ?? '') : ''));
  const where = useMemo(() => readWhere(text), [text]);
  useEffect(() => {
    last = { where, find };
  }, [where, find]);
  return {
    where,
    find,
    narrow: (change) => {
      navigate('people', paramsOf({ where, find, ...change }), { replace: true });
    },
  };
}
