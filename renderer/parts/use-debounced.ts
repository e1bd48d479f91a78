/** A value that waits until it has been still for a moment. */
import { useEffect, useState } from 'react';

export interface Debounced<T> {
  readonly value: T;
  /** A newer value is waiting. */
  readonly waiting: boolean;
}

/** The first value is there at once; `key` tells whether a later one is another. `ms`: how long it must be still. */
export function useDebounced<T>(value: T, key: string, ms: number): Debounced<T> {
  const [held, setHeld] = useState({ key, value });
  useEffect(() => {
    if (held.key === key) return undefined;
    const timer = setTimeout(() => {
      setHeld({ key, value });
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [held.key, key, value, ms]);
  return { value: held.value, waiting: held.key !== key };
}
