/** One reject: what is wrong, where, by which rule, and its request as a text to put right and send again. */
import { ArrowRight, Copy, RotateCcw, Send } from 'lucide-react';
import { useState } from 'react';
import type { RepairProblem, WholeReject } from '../../../shared/contract/rejects';
import { reasonWords, vendorRule } from '../../../shared/inspect/reject-words';
import { call } from '../../data/client';
import { useQuery } from '../../data/use-query';
import { JsonEditor } from '../../parts/code-editor/json-editor';
import { formatMoment } from '../../parts/event-details/format-moment';
import { navigate } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/code-block';
import { Drawer } from '../../ui/drawer';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { toast } from '../../ui/toast-store';
import { brokenWords, editableOf, markOf, problemWords, repairOf } from './editable';
import css from './rejects.module.css';
import { SpokenCode } from './spoken-code';

export interface RejectPanelProps {
  readonly id: number | undefined;
  readonly timezone: string;
  readonly onClose: () => void;
  readonly onRepaired: () => void;
}

const WIDTH = 560;

export function RejectPanel({ id, timezone, onClose, onRepaired }: RejectPanelProps) {
  const found = useQuery('rejects.get', id === undefined ? undefined : { id });
  // What the slot still holds may be another one.
  const reject = [found.value, found.previous].find((one) => one?.id === id);
  return (
    <Drawer
      id="reject"
      width={WIDTH}
      keepsFocus
      open={id !== undefined}
      onClose={onClose}
      title={reject === undefined ? 'Reject' : reasonWords(reject.code).title}
      subtitle={reject === undefined ? undefined : `${formatMoment(reject.receivedAt, timezone)} · ${reject.source}`}
    >
      <div className={css['panel']}>
        {reject === undefined && found.status === 'failed' && (
          <ErrorState error={found.error} onRetry={found.refetch} />
        )}
        {reject === undefined && found.status !== 'failed' && <Skeleton lines={5} />}
        {reject !== undefined && (
          <>
            <Why reject={reject} />
            {reject.repaired !== undefined && <Repaired repaired={reject.repaired} timezone={timezone} />}
            <Mending
              key={`${reject.id} ${reject.repaired?.at ?? ''}`}
              reject={reject}
              onRepaired={() => {
                found.refetch();
                onRepaired();
              }}
            />
          </>
        )}
      </div>
    </Drawer>
  );
}

function Why({ reject }: { readonly reject: WholeReject }) {
  const { code, message, place, source, request } = reject;
  const rule = vendorRule(source, code);
  return (
    <dl className={css['why']}>
      <div>
        <dt>Wrong</dt>
        <dd>
          <SpokenCode text={message} /> <span className={css['about']}>{reasonWords(code).meaning}</span>
        </dd>
      </div>
      {place !== '' && (
        <div>
          <dt>Where</dt>
          <dd className={css['id']}>{place}</dd>
        </div>
      )}
      {rule !== undefined && (
        <div>
          <dt>Rule</dt>
          <dd>
            <SpokenCode text={rule} />
          </dd>
        </div>
      )}
      {request !== undefined && (
        <div>
          <dt>Sent to</dt>
          <dd className={css['id']}>
            {request.method} {request.path}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Repaired({
  repaired,
  timezone,
}: {
  readonly repaired: NonNullable<WholeReject['repaired']>;
  readonly timezone: string;
}) {
  const { at, eventIds } = repaired;
  const [first] = eventIds;
  const handleOpen = async (): Promise<void> => {
    const answer = await call('events.named', { eventId: first ?? '' });
    if (answer.ok) navigate('live', { eid: String(answer.value.eid) });
    else toast({ tone: 'bad', title: 'The event cannot be shown', text: answer.error.message });
  };
  return (
    <p className={css['repaired']}>
      <Badge tone="good">Repaired</Badge>
      <span>
        {formatMoment(at, timezone)}, as {formatPlural(eventIds.length, 'event')}
      </span>
      <Button size="s" icon={ArrowRight} onClick={() => void handleOpen()}>
        Open the event
      </Button>
    </p>
  );
}

interface MendingProps {
  readonly reject: WholeReject;
  readonly onRepaired: () => void;
}

const PART_WORDS = { body: 'The body', query: 'The query', raw: 'The raw text' } as const;

/** Mounted anew for each reject. */
function Mending({ reject, onRepaired }: MendingProps) {
  const [start] = useState(() => editableOf(reject));
  const [text, setText] = useState(start.text);
  const [mark, setMark] = useState(start.mark);
  const [problems, setProblems] = useState<readonly RepairProblem[]>([]);
  const [sending, setSending] = useState(false);
  const canSend = reject.request !== undefined && reject.repaired === undefined;
  const broken = start.part === 'raw' && !canSend && text === start.text ? undefined : brokenWords(text);
  const handleChange = (next: string): void => {
    setText(next);
    setMark(undefined);
  };
  const handleReset = (): void => {
    setText(start.text);
    setMark(start.mark);
    setProblems([]);
  };
  const handleSend = async (): Promise<void> => {
    const repair = repairOf(text, start.part);
    if (typeof repair === 'string') {
      setProblems([{ code: 'malformed_body', message: repair, place: '' }]);
      return;
    }
    setSending(true);
    const answer = await call('rejects.repair', { id: reject.id, repair });
    setSending(false);
    if (!answer.ok) {
      toast({ tone: 'bad', title: 'It could not be sent again', text: answer.error.message });
      return;
    }
    if (answer.value.is === 'refused') {
      setProblems(answer.value.problems);
      setMark(markOf(text, answer.value.problems[0]?.place ?? ''));
      return;
    }
    const { stored, duplicates } = answer.value;
    toast({
      tone: 'good',
      title: 'Repaired',
      text:
        stored > 0
          ? `${formatPlural(stored, 'event')} stored.`
          : `Its ${duplicates === 1 ? 'event was' : 'events were'} stored before, under the same id.`,
    });
    onRepaired();
  };
  return (
    <section className={css['mending']} aria-label="Put it right">
      <h3 className={css['title']}>
        {PART_WORDS[start.part]}
        {reject.request?.isNarrowed === true && (
          <span className={css['note']}>this item alone; the others of its request are not sent again</span>
        )}
        <span className={css['push']} />
        <IconButton icon={Copy} size="s" label="Copy the text" onClick={() => void copyText(text)} />
      </h3>
      <JsonEditor
        label={PART_WORDS[start.part]}
        value={text}
        onChange={handleChange}
        mark={mark}
        missing={mark === start.mark ? start.missing : ''}
        readOnly={!canSend}
      />
      {broken !== undefined && <p className={css['broken']}>{broken}</p>}
      {problems.length > 0 && (
        <ul className={css['problems']} role="alert">
          {problems.map((problem) => (
            <li key={`${problem.place} ${problem.message}`}>
              <SpokenCode text={problemWords(problem)} />
            </li>
          ))}
        </ul>
      )}
      {canSend ? (
        <div className={css['actions']}>
          <Button variant="primary" icon={Send} disabled={sending} onClick={() => void handleSend()}>
            Send again
          </Button>
          <Button icon={RotateCcw} disabled={text === start.text} onClick={handleReset}>
            Start over
          </Button>
        </div>
      ) : (
        reject.why !== undefined && <p className={css['whyNot']}>{reject.why}</p>
      )}
    </section>
  );
}
