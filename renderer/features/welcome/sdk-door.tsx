/** Point an SDK here: the line to change, and the first event as it comes in. */
import { ArrowRight, RadioTower } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { firstOf } from '../../data/event-rows';
import { useLiveFeed } from '../../data/use-live';
import { latest } from '../../data/use-query';
import { useHostInfo, useWorkspaceInfo } from '../../data/workspace';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { Combobox } from '../../ui/combobox';
import { EventName } from '../../ui/event-name';
import { formatCount } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatDuration } from '../../ui/time-format';
import { NotUnderstood } from './not-understood';
import { snippets } from './snippets';
import css from './welcome.module.css';

export function SdkDoor() {
  const host = latest(useHostInfo());
  const url = host?.collectorUrl?.replace(/\/$/, '');
  return (
    <section className={css['door']} aria-labelledby="door-sdk">
      <h2 id="door-sdk" className={css['doorTitle']}>
        <RadioTower aria-hidden size={17} strokeWidth={1.75} />
        Point an SDK here
      </h2>
      <p className={css['doorText']}>Change one line in a development build of your product. No new library.</p>
      {host?.collectorWarning !== undefined && (
        <p role="alert" className={css['problem']}>
          {host.collectorWarning}
        </p>
      )}
      {url !== undefined && <Snippets url={url} />}
      {host?.collectorHttps !== undefined && (
        <p className={css['fine']}>
          Pages on HTTPS send to <code>{host.collectorHttps.url}</code>. Open that address once and accept its
          certificate, or add <code>{host.collectorHttps.certificate}</code> to those that your system trusts.
        </p>
      )}
      {host === undefined && <Skeleton lines={4} />}
      {host !== undefined && url === undefined && (
        <p role="alert" className={css['problem']}>
          {host.collectorProblem ?? 'The collector is not running. Restart Waymark.'}
        </p>
      )}
      {url !== undefined && <FirstEvent />}
    </section>
  );
}

/** The line to change, for one of many SDKs. */
function Snippets({ url }: { readonly url: string }) {
  const [chosen, setChosen] = useState('posthog');
  const all = snippets(url);
  const snippet = all.find(({ id }) => id === chosen);
  return (
    <div className={css['snippet']}>
      <Combobox
        label="SDK"
        value={chosen}
        onChange={setChosen}
        items={all.map(({ id, label }) => ({ value: id, label }))}
        searchPlaceholder="Find an SDK…"
        emptyText="Not among those that Waymark was tried with."
      />
      {snippet && (
        <>
          <CodeBlock label={`${snippet.label} snippet`} caption={snippet.caption} code={snippet.code} wrap />
          <p className={css['fine']}>{snippet.note}</p>
        </>
      )}
    </div>
  );
}

interface Arrival {
  readonly event: StoredEvent;
  readonly atMs: number;
  readonly count: number;
}

/** Moves the «ago» along. */
const TICK_MS = 100;

function FirstEvent() {
  const [first, setFirst] = useState<Arrival>();
  const [now, setNow] = useState(0);
  const isEmpty = (latest(useWorkspaceInfo())?.events ?? 0) === 0;
  useLiveFeed({
    onEvents: (arrivals) => {
      const atMs = Date.now();
      setNow(atMs);
      setFirst((before) => {
        const event = before?.event ?? firstOf(arrivals);
        if (event === undefined) return before;
        return { event, atMs: before?.atMs ?? atMs, count: (before?.count ?? 0) + arrivals.eids.length };
      });
    },
  });
  const waiting = first === undefined;
  useEffect(() => {
    if (waiting) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [waiting]);
  if (waiting) {
    return (
      <div className={css['await']}>
        {isEmpty && <NotUnderstood />}
        <div role="status" className={css['waiting']}>
          <span aria-hidden className={css['pulse']} />
          {isEmpty ? 'Waiting for the first event…' : 'Waiting for the next event…'}
        </div>
      </div>
    );
  }
  const seconds = (now - first.atMs) / 1000;
  const ago = seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
  return (
    <div role="status" className={css['arrived']}>
      <span aria-hidden className={css['dot']} />
      <span className={css['arrivedText']}>
        First event received: <EventName name={first.event.event} /> from {first.event.lib ?? first.event.source},{' '}
        <span className="num" aria-hidden>
          {ago} ago
        </span>
        {first.count > 1 && <span className={css['fine']}> · {formatCount(first.count)} so far</span>}
      </span>
      <Button
        variant="primary"
        size="s"
        icon={ArrowRight}
        onClick={() => {
          navigate('live');
        }}
      >
        Watch live
      </Button>
    </div>
  );
}
