/** From a session to those beside it: the same person's before and after it, and whoever was there at the time. */
import { ChevronLeft, ChevronRight, Users } from 'lucide-react';
import { useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { formatPlural } from '../../ui/number-format';
import { Popover } from '../../ui/popover';
import { formatClock, formatShortDay } from '../../ui/time-format';
import { aroundScale, meetingWords, type Place } from './around';
import { numberOf, type SessionRow } from './session-rows';
import css from './session-neighbours.module.css';

type Neighbours = CommandOutput<'sessions.neighbours'>;

export interface SessionNeighboursProps {
  readonly neighbours: Neighbours | undefined;
  readonly row: SessionRow | undefined;
  readonly timezone: string;
}

const open = (session: string): void => {
  navigate('sessions', { session });
};

export function SessionNeighbours({ neighbours, row, timezone }: SessionNeighboursProps) {
  const [isOpen, setOpen] = useState(false);
  const start = row === undefined ? undefined : numberOf(row, 'start');
  const end = row === undefined ? undefined : numberOf(row, 'end');
  const previous = neighbours?.previous;
  const next = neighbours?.next;
  return (
    <>
      <IconButton
        icon={ChevronLeft}
        label="The person’s session before"
        disabled={previous === undefined}
        onClick={() => {
          if (previous !== undefined) open(previous);
        }}
      />
      <IconButton
        icon={ChevronRight}
        label="The person’s session after"
        disabled={next === undefined}
        onClick={() => {
          if (next !== undefined) open(next);
        }}
      />
      <Popover
        label="Sessions around this time"
        width={430}
        align="end"
        open={isOpen}
        onOpenChange={setOpen}
        trigger={
          <Button icon={Users} disabled={neighbours === undefined || start === undefined}>
            Around
          </Button>
        }
      >
        {neighbours !== undefined && start !== undefined && end !== undefined && (
          <Around
            neighbours={neighbours}
            own={{ start, end }}
            timezone={timezone}
            onOpen={(session) => {
              setOpen(false);
              open(session);
            }}
          />
        )}
      </Popover>
    </>
  );
}

interface AroundProps {
  readonly neighbours: Neighbours;
  readonly own: { readonly start: number; readonly end: number };
  readonly timezone: string;
  readonly onOpen: (session: string) => void;
}

function Around({ neighbours, own, timezone, onOpen }: AroundProps) {
  const { around } = neighbours;
  if (around.length === 0) return <p className={css['none']}>Nobody else has a session in this workspace.</p>;
  const { place } = aroundScale(own, around);
  return (
    <div className={css['around']}>
      <h3>Others around this time</h3>
      <div className={css['line']}>
        <span className={css['own']}>This session</span>
        <span className={css['track']}>
          <span className={css['ownBar']} style={at(place(own))} />
        </span>
      </div>
      <ul>
        {around.map((session) => (
          <li key={session.id}>
            <button
              type="button"
              className={css['line']}
              aria-label={`${session.person}, ${meetingWords(own, session)}, ${formatPlural(session.events, 'event')}`}
              title={`${formatShortDay(session.start, timezone)} ${formatClock(session.start, timezone)}, ${formatPlural(session.events, 'event')}`}
              onClick={() => {
                onOpen(session.id);
              }}
            >
              <span className={css['who']}>
                <span className={css['person']}>{session.person}</span>
                <span className={css['meeting']}>
                  {meetingWords(own, session)} · {formatPlural(session.events, 'event')}
                </span>
              </span>
              <Bar place={place(session)} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const at = ({ left, width }: Place): { readonly left: string; readonly width: string } => ({ left, width });

/** Where a session ran beside this one; an arrow where that was out of the scale. */
function Bar({ place }: { readonly place: Place }) {
  const Arrow = place.beyond === 'before' ? ChevronLeft : ChevronRight;
  return (
    <span aria-hidden className={css['track']}>
      {place.beyond === undefined ? (
        <span className={css['bar']} style={at(place)} />
      ) : (
        <Arrow size={12} className={css[place.beyond]} />
      )}
    </span>
  );
}
