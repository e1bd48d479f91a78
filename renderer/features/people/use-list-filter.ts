/**
 * What narrows the people list, as it stands in the address (`#/people?where={…}`). What was last shown is kept, so
 * that the way back from a person leads to the same list.
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

const paramsOf = (where: Filter | undefined): ViewParams =>
  where === undefined ? {} : { where: JSON.stringify(where) };

let last: Filter | undefined;

/** Back to the list as it was. */
export const goToPeople = (): void => {
  navigate('people', paramsOf(last));
};

export interface ListFilter {
  readonly where: Filter | undefined;
  /** The address follows without a new entry in the history. */
  readonly setWhere: (where: Filter | undefined) => void;
}

export function useListFilter(): ListFilter {
  const text = useNavigation((state) => (state.view === 'people' ? state.params['where'] : undefined));
  const where = useMemo(() => readWhere(text), [text]);
  useEffect(() => {
    last = where;
  }, [where]);
  return {
    where,
    setWhere: (next) => {
      navigate('people', paramsOf(next), { replace: true });
    },
  };
}
