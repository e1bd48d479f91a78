import { useEffect, useRef, useState } from 'react';

/** The latest value, handed on at once after a pause and else at most every `ms`; the last one always comes through. */
export function useThrottled<Value>(value: Value, ms: number): Value {
  const [shown, setShown] = useState(value);
  const passedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const wait = Math.max(0, passedAt.current + ms - performance.now());
    const timer = setTimeout(() => {
      passedAt.current = performance.now();
      setShown(value);
    }, wait);
    return () => {
      clearTimeout(timer);
    };
  }, [value, ms]);
  return shown;
}
