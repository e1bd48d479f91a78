/**
 * Which rows of a long list are in sight. Browsers give up on elements taller than some 33 million pixels, so beyond
 * 15 million the scroll bar is scaled: the list's own coordinates go on, the element stays within the limit.
 */
import { elementScroll, observeElementOffset, useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

const MAX_HEIGHT = 15_000_000;

export interface RowWindow {
  /** Pixels of the element that holds the rows. */
  readonly height: number;
  readonly items: readonly { readonly index: number; readonly top: number }[];
  readonly scrollTo: (index: number) => void;
}

const OVERSCAN = 12;

export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  overscan = OVERSCAN,
): RowWindow {
  const total = count * rowHeight;
  const height = Math.min(total, MAX_HEIGHT);
  const scale = height === 0 ? 1 : total / height;
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingStart: 32,
    observeElementOffset: (instance, report) =>
      observeElementOffset(instance, (offset, isScrolling) => {
        report(offset * scale, isScrolling);
      }),
    scrollToFn: (offset, options, instance) => {
      elementScroll(offset / scale, options, instance);
    },
  });
  const offset = virtualizer.scrollOffset ?? 0;
  const shift = offset - offset / scale;
  return {
    height,
    items: virtualizer.getVirtualItems().map((item) => ({ index: item.index, top: item.start - shift })),
    scrollTo: (index) => {
      virtualizer.scrollToIndex(index, { align: 'auto' });
    },
  };
}
