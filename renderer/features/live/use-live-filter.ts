/** What the list is narrowed to: text and event name are of the moment, conditions stand in the address (`#/live?where=…`). */
import { useDeferredValue, useMemo, useState } from 'react';
import { filterSchema, type Filter } from '../../../shared/model/filter';
import type { LiveFilter } from '../../data/live-log';
import { navigate, useNavigation } from '../../state/navigation';

export interface LiveFilterState {
  readonly filter: LiveFilter;
  readonly narrowed: boolean;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly setEvent: (event: string | undefined) => void;
  readonly setWhere: (where: Filter | undefined) => void;
  readonly clear: () => void;
}

const setWhere = (where: Filter | undefined): void => {
  navigate('live', where === undefined ? {} : { where: JSON.stringify(where) }, { replace: true });
};

export function useLiveFilter(): LiveFilterState {
  const whereText = useNavigation((state) => (state.view === 'live' ? state.params['where'] : undefined));
  const where = useMemo(() => readWhere(whereText), [whereText]);
  const [text, setText] = useState('');
  const [event, setEvent] = useState<string>();
  const filter = { text: useDeferredValue(text.trim()), event, where };
  return {
    filter,
    narrowed: filter.text !== '' || event !== undefined || where !== undefined,
    text,
    setText,
    setEvent,
    setWhere,
    clear: () => {
      setText('');
      setEvent(undefined);
      if (where !== undefined) setWhere(undefined);
    },
  };
}

/** undefined where there is none, or what is there cannot be read. */
function readWhere(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed = filterSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
