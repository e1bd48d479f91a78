/**
 * Gives the focus back to what had it when a panel or dialog opened. Radix does so only for what its own trigger opened;
 * ours are opened by a point of a chart, a row, a key. Where the focus has gone elsewhere meanwhile it stays there.
 */
import { useRef } from 'react';

export interface FocusReturn {
  /** Call as the layer opens, before it takes the focus. */
  readonly remember: () => void;
  /** For `onCloseAutoFocus`. */
  readonly giveBack: (event: Event) => void;
}

export function useFocusReturn(): FocusReturn {
  const opener = useRef<Element | null>(null);
  return {
    remember: () => {
      opener.current = document.activeElement;
    },
    giveBack: (event) => {
      event.preventDefault();
      const target = opener.current;
      const isFree = document.activeElement === null || document.activeElement === document.body;
      if (isFree && target instanceof HTMLElement && target.isConnected) target.focus({ preventScroll: true });
    },
  };
}
