/** The request that brought an event beside what became of it, and what can be done with it. */
import { Check, Copy, CopyPlus, Send } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { Result } from '../../../shared/base/result';
import type { StoredEvent } from '../../../shared/contract/commands';
import type { AppError } from '../../../shared/contract/errors';
import type { KeptRequest, RequestAnswer, ResendAnswer } from '../../../shared/contract/requests';
import { toCurl } from '../../../shared/inspect/curl';
import { provenanceOf } from '../../../shared/inspect/provenance';
import { call } from '../../data/client';
import { MarkedCode } from '../../parts/marked-code';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/code-block';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { formatBytes, formatCount, formatNumber, formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { toast } from '../../ui/toast-store';
import { ChangedFields } from './changed-fields';
import { rawText } from './raw-text';
import css from './request-tab.module.css';

/** Mounted anew for each event. */
export function RequestTab({ event }: { readonly event: StoredEvent }) {
  const [answer, setAnswer] = useState<Result<RequestAnswer, AppError>>();
  const [attempt, setAttempt] = useState(0);
  // Asked once: what came does not change, however much arrives after it.
  useEffect(() => {
    const gone = new AbortController();
    void call('requests.get', { eventId: event.event_id }, { signal: gone.signal }).then((found) => {
      if (!gone.signal.aborted) setAnswer(found);
    });
    return () => {
      gone.abort();
    };
  }, [event.event_id, attempt]);
  if (answer === undefined) return <Skeleton lines={5} />;
  if (!answer.ok) {
    return (
      <ErrorState
        error={answer.error}
        onRetry={() => {
          setAttempt(attempt + 1);
        }}
      />
    );
  }
  if (answer.value.is === 'gone') return <p className={css['gone']}>{answer.value.message}</p>;
  return <RequestBeside event={event} request={answer.value.request} />;
}

interface RequestProps {
  readonly event: StoredEvent;
  readonly request: KeptRequest;
}

function RequestBeside({ event, request }: RequestProps) {
  const provenance = useMemo(() => provenanceOf(request, event), [request, event]);
  const [place, setPlace] = useState<string>();
  const item = provenance?.item ?? '';
  const raw = useMemo(() => rawText(request, item, place ?? item), [request, item, place]);
  return (
    <div className={css['root']}>
      <Facts request={request} />
      <Actions request={request} />
      {request.receivedAt !== event.received_at && (
        <p className={css['later']}>
          This request brought the same event again. The one that it was stored from is no longer kept, so times and ids
          may differ.
        </p>
      )}
      <div className={css['sides']}>
        <section className={css['side']} aria-label="The request as it came">
          <h3 className={css['title']}>
            As it came
            {raw.only !== undefined && <span className={css['note']}>only {raw.only} of the body</span>}
          </h3>
          <p className={css['line']}>
            <strong>{request.method}</strong> {request.url}
          </p>
          <Headers headers={request.headers} />
          {request.body !== '' && <MarkedCode label="The body" text={raw.text} mark={raw.mark} />}
          {request.isBinary && <p className={css['note']}>The body is no text; this is base64 of it.</p>}
          {request.isCut && <p className={css['note']}>The body was longer; only its beginning is kept.</p>}
        </section>
        <section className={css['side']} aria-label="The event it became">
          <h3 className={css['title']}>What became of it</h3>
          {provenance === undefined ? (
            <p className={css['note']}>What was sent is no text, so it cannot be compared with the event.</p>
          ) : (
            <ChangedFields provenance={provenance} onPoint={setPlace} />
          )}
        </section>
      </div>
    </div>
  );
}

function Facts({ request }: { readonly request: KeptRequest }) {
  const { status, tookMs, bytesReceived, bytesUnpacked, events, rejects } = request;
  const isPacked = bytesReceived !== bytesUnpacked && bytesReceived > 0;
  const facts: readonly (readonly [string, string])[] = [
    ['Answer', String(status)],
    ['Answered in', `${formatNumber(Number(tookMs.toFixed(tookMs < 10 ? 1 : 0)))} ms`],
    [
      'Size',
      isPacked ? `${formatBytes(bytesReceived)}, unpacked ${formatBytes(bytesUnpacked)}` : formatBytes(bytesUnpacked),
    ],
    ['Brought', `${formatPlural(events, 'event')}${rejects === 0 ? '' : `, ${formatPlural(rejects, 'reject')}`}`],
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

const COPIED_MS = 1600;

function Actions({ request }: { readonly request: KeptRequest }) {
  const [copied, setCopied] = useState(false);
  const [sending, setSending] = useState(false);
  const handleCurl = async (): Promise<void> => {
    if (!(await copyText(toCurl(request)))) return;
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
    }, COPIED_MS);
  };
  const handleSend = async (): Promise<void> => {
    setSending(true);
    const answer = await call('requests.resend', { requestId: request.id });
    setSending(false);
    if (answer.ok) toast({ tone: 'good', title: 'Sent again', text: resendWords(answer.value) });
    else toast({ tone: 'bad', title: 'It could not be sent again', text: answer.error.message });
  };
  return (
    <div className={css['actions']}>
      <Button size="s" icon={copied ? Check : CopyPlus} onClick={() => void handleCurl()}>
        {copied ? 'Copied' : 'Copy as curl'}
      </Button>
      <Button size="s" icon={Send} disabled={sending || request.isCut} onClick={() => void handleSend()}>
        Send again
      </Button>
      {request.body !== '' && (
        <IconButton icon={Copy} size="s" label="Copy the body" onClick={() => void copyText(request.body)} />
      )}
    </div>
  );
}

function resendWords({ status, stored, duplicates, rejects }: ResendAnswer): string {
  const parts = [
    stored > 0 ? `${formatPlural(stored, 'event')} stored` : '',
    duplicates > 0
      ? `${formatCount(duplicates)} known by ${duplicates === 1 ? 'its id' : 'their ids'} and left as ${duplicates === 1 ? 'it is' : 'they are'}`
      : '',
    rejects > 0 ? `${formatCount(rejects)} rejected` : '',
  ].filter((part) => part !== '');
  return `Answered ${status}: ${parts.length === 0 ? 'nothing in it to store' : parts.join(', ')}.`;
}

function Headers({ headers }: { readonly headers: KeptRequest['headers'] }) {
  const entries = Object.entries(headers);
  return (
    <details className={css['headers']}>
      <summary>{formatPlural(entries.length, 'header')}</summary>
      <dl>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
