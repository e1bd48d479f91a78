/** What «Save» does on the view that is shown, which offers it while there is something to save. */
import { useEffect, useRef } from 'react';

let offered: { readonly current: () => void } | undefined;

/** While mounted and not undefined, «Save» runs `save`. */
export function useSaveOffer(save: (() => void) | undefined): void {
  const newest = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (save !== undefined) newest.current = save;
  });
  const offers = save !== undefined;
  useEffect(() => {
    if (!offers) return undefined;
    offered = newest;
    return () => {
      if (offered === newest) offered = undefined;
    };
  }, [offers]);
}

export const canSave = (): boolean => offered !== undefined;

/** Saves what the view shows, or asks for a name; nothing where there is nothing to save. */
export const saveShown = (): void => offered?.current();
