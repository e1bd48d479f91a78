/** Says that the host does not answer, above whatever was on screen when it went, and what to do about it. */
import { useEffect, useState } from 'react';
import type { AppError } from '../../shared/contract/errors';
import { useLiveStatus } from '../data/use-live';
import { Button } from '../ui/button';
import css from './lost-banner.module.css';

/** The engine is back sooner than this when it had to be started again; nobody need hear of that. */
const PATIENCE_MS = 2_500;

export function LostBanner() {
  const { retryNow, ...live } = useLiveStatus();
  const [error, setError] = useState<AppError>();
  const [isLong, setLong] = useState(false);
  // While it tries again it is no less lost.
  if (live.state === 'lost' && live.error !== error) setError(live.error);
  if (live.state === 'open' && error !== undefined) setError(undefined);
  const isLost = error !== undefined;
  useEffect(() => {
    if (!isLost) return undefined;
    const timer = setTimeout(() => {
      setLong(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isLost]);
  if (error === undefined || !isLong) return null;
  const isRefused = error.code === 'forbidden';
  return (
    <div role="alert" className={css['banner']}>
      <span>
        {isRefused
          ? 'Waymark was started anew, under another link. Open the one that its terminal shows now.'
          : 'Waymark does not answer. If it was closed, start it again; until then everything here is what was known last.'}
      </span>
      {!isRefused && (
        <Button size="s" onClick={retryNow}>
          Try now
        </Button>
      )}
    </div>
  );
}
