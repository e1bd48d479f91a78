/** Hooks over the shared live feed. */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { LiveListener, LiveStatus } from './live-feed';
import { liveFeed } from './runtime';

/** Whether events reach this page as they arrive. */
export function useLiveStatus(): LiveStatus & { readonly retryNow: () => void } {
  const status = useSyncExternalStore(liveFeed.subscribeStatus, liveFeed.status);
  useEffect(() => {
    liveFeed.start();
  }, []);
  return { ...status, retryNow };
}

const retryNow = (): void => {
  liveFeed.retryNow();
};

/** Hears what arrives for as long as the component is mounted. The listener may change with every render. */
export function useLiveFeed(listener: LiveListener): void {
  const onEvents = useEffectEvent<NonNullable<LiveListener['onEvents']>>((...args) => listener.onEvents?.(...args));
  const onRejects = useEffectEvent<NonNullable<LiveListener['onRejects']>>((...args) => listener.onRejects?.(...args));
  const onReset = useEffectEvent(() => listener.onReset?.());
  useEffect(() => {
    liveFeed.start();
    return liveFeed.listen({
      onEvents: (events, total) => {
        onEvents(events, total);
      },
      onRejects: (rejects, total) => {
        onRejects(rejects, total);
      },
      onReset: () => {
        onReset();
      },
    });
  }, []);
}
