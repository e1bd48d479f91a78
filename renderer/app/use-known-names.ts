/** Keeps what segments and actions are called at hand for words made outside components. */
import { useLayoutEffect } from 'react';
import { rememberNames } from '../parts/known-names';
import { useSavedNames } from '../parts/saved';

export function useKnownNames(): void {
  const names = useSavedNames();
  useLayoutEffect(() => {
    rememberNames(names);
  }, [names]);
}
