/** Whether an element has come into view; what is far below need not be computed before. */
import { useEffect, useState, type RefObject } from 'react';

export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const host = element.current;
    if (host === null || seen) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(host);
    return () => {
      observer.disconnect();
    };
  }, [element, seen]);
  return seen;
}
