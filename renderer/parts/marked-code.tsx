/** Text with one place in it marked and in sight. */
import { useLayoutEffect, useRef } from 'react';
import css from './marked-code.module.css';

export interface MarkedCodeProps {
  /** Spoken name. */
  readonly label: string;
  readonly text: string;
  /** In UTF-16 units; nothing is marked where it is empty. */
  readonly mark: { readonly from: number; readonly to: number } | undefined;
  readonly tone?: 'accent' | 'bad';
}

export function MarkedCode({ label, text, mark, tone = 'accent' }: MarkedCodeProps) {
  const frame = useRef<HTMLPreElement>(null);
  const marked = useRef<HTMLElement>(null);
  const { from, to } = mark ?? { from: 0, to: 0 };
  useLayoutEffect(() => {
    if (frame.current === null || marked.current === null) return;
    const { offsetTop, offsetHeight } = marked.current;
    const { clientHeight, scrollTop } = frame.current;
    // Only where it is out of sight: a place that is seen must not jump.
    const isSeen = offsetTop >= scrollTop && offsetTop + Math.min(offsetHeight, 40) <= scrollTop + clientHeight;
    if (!isSeen) frame.current.scrollTop = Math.max(0, offsetTop - clientHeight / 3);
  }, [text, from, to]);
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre ref={frame} tabIndex={0} aria-label={label} className={css['code']}>
      {from < to ? (
        <>
          {text.slice(0, from)}
          <mark ref={marked} className={css[tone]}>
            {text.slice(from, to)}
          </mark>
          {text.slice(to)}
        </>
      ) : (
        text
      )}
    </pre>
  );
}
