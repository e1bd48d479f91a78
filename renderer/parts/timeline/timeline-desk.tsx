/**
 * A timeline with all that belongs to it: the tools above, what is chosen below, the events beside it. For a session,
 * and folded by session for a person's whole history.
 */
import { FoldHorizontal, Keyboard, Maximize2, MousePointer2, SquareDashed, ZoomIn, ZoomOut } from 'lucide-react';
import { memo, useCallback, useMemo, useState, type ReactNode } from 'react';
import { latest, useQuery } from '../../data/use-query';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { Kbd } from '../../ui/kbd';
import { readStored, writeStored } from '../../ui/stored';
import { EventDetails } from '../event-details/event-details';
import { formatMoment } from '../event-details/format-moment';
import { timeAxis } from './axis';
import { EventList } from './event-list';
import type { TimelineEvents } from './events';
import { layOut, type SessionRun } from './lanes';
import { PickedBar } from './picked-bar';
import { RangePanel } from './range-panel';
import { withAir, zoomAt } from './time-window';
import { Timeline, type RunWords } from './timeline';
import css from './timeline-desk.module.css';
import type { TickScale } from './ticks';
import { focusWindow } from './use-canvas-keys';
import { useSelection } from './use-selection';
import { useTimeWindow } from './use-time-window';

export interface TimelineDeskProps {
  readonly events: TimelineEvents;
  readonly timezone: string;
  /** A person's history: sessions as spans above, the clock on the axis, the list folded. */
  readonly folded: boolean;
  /** Why a session began, and what it comes to. */
  readonly runWords?: (run: SessionRun) => RunWords;
  /** Opens a session on a page of its own. */
  readonly onOpenSession?: (session: string) => void;
  /** Number in the store of the event to look at first. */
  readonly startAt?: number | undefined;
  /** Among the tools. */
  readonly tools?: ReactNode;
}

/** Pauses longer than this are skipped, where skipping is on. */
const IDLE_MS = { session: 60_000, history: 5 * 60_000 };
const NO_WORDS: RunWords = { title: '', reason: '' };

export function TimelineDesk({ events, timezone, folded, runWords, onOpenSession, startAt, tools }: TimelineDeskProps) {
  const idleMs = folded ? IDLE_MS.history : IDLE_MS.session;
  const key = `waymark.timeline.skipIdle.${folded ? 'history' : 'session'}`;
  const [skipIdle, setSkipIdle] = useState(() => (readStored(key) ?? String(folded)) === 'true');
  const hasIdle = useMemo(() => timeAxis(events.time, idleMs).stretches.length > 1, [events, idleMs]);
  const axis = useMemo(() => timeAxis(events.time, skipIdle ? idleMs : undefined), [events, skipIdle, idleMs]);
  const layout = useMemo(() => layOut(events, axis, folded), [events, axis, folded]);
  const originMs = events.time[0] ?? 0;
  const scale = useMemo(
    (): TickScale => (folded ? { type: 'clock', timezone } : { type: 'elapsed', originMs }),
    [folded, timezone, originMs],
  );
  const view = useTimeWindow(axis.bounds);
  const selection = useSelection(events, startAt);
  const { selected, picked, range } = selection;
  const [rangeTool, setRangeTool] = useState(false);
  const wordsOf = useCallback(
    (run: number) => {
      const session = layout.sessions[run];
      return session === undefined ? NO_WORDS : (runWords?.(session) ?? NO_WORDS);
    },
    [layout, runWords],
  );
  const reasonOf = useCallback((run: number) => wordsOf(run).reason, [wordsOf]);
  const { glide } = view;
  const { select } = selection;
  const handleRun = useCallback(
    (run: number, open: boolean) => {
      const session = layout.sessions[run];
      if (session === undefined) return;
      if (open) {
        const within = { from: layout.at[session.first] ?? 0, to: layout.at[session.last] ?? 0 };
        glide(() => withAir(within, axis.bounds));
      } else select(session.first);
    },
    [layout, axis, glide, select],
  );
  const selectedSession = selected === undefined ? undefined : events.session[selected];

  return (
    <div className={css['body']}>
      <div className={css['left']}>
        <div role="toolbar" aria-label="Timeline" className={css['tools']}>
          <Button
            size="s"
            variant="ghost"
            icon={SquareDashed}
            pressed={rangeTool}
            title="Drag on the timeline to select a range (or drag with Shift)"
            onClick={() => {
              setRangeTool(!rangeTool);
            }}
          >
            Range
          </Button>
          {hasIdle && (
            <Button
              size="s"
              variant="ghost"
              icon={FoldHorizontal}
              pressed={skipIdle}
              onClick={() => {
                setSkipIdle(!skipIdle);
                writeStored(key, String(!skipIdle));
              }}
            >
              Skip idle time
            </Button>
          )}
          <span className={css['grow']} />
          {tools}
          {onOpenSession !== undefined && selectedSession !== undefined && (
            <Button
              size="s"
              variant="ghost"
              onClick={() => {
                onOpenSession(selectedSession);
              }}
            >
              Open the session
            </Button>
          )}
          <IconButton
            icon={ZoomIn}
            size="s"
            label="Zoom in"
            shortcut="W"
            onClick={() => {
              glide((before) => zoomAt(before, 0.5, 0.5, axis.bounds));
            }}
          />
          <IconButton
            icon={ZoomOut}
            size="s"
            label="Zoom out"
            shortcut="S"
            onClick={() => {
              glide((before) => zoomAt(before, 0.5, 2, axis.bounds));
            }}
          />
          <IconButton
            icon={Maximize2}
            size="s"
            label="Show all"
            shortcut="0"
            onClick={() => {
              glide(() => axis.bounds);
            }}
          />
        </div>
        <Timeline
          events={events}
          layout={layout}
          scale={scale}
          timezone={timezone}
          view={view}
          selection={selection}
          rangeTool={rangeTool}
          onRangeTool={setRangeTool}
          runWords={wordsOf}
          onRun={handleRun}
        />
        {picked.length > 0 && (
          <PickedBar
            events={events}
            picked={picked}
            onToggle={selection.toggle}
            onClear={() => {
              selection.pick([]);
            }}
          />
        )}
        {range !== undefined && (
          <RangePanel
            events={events}
            range={range}
            timezone={timezone}
            onZoom={() => {
              glide(() => focusWindow(layout, selection));
            }}
            onPick={selection.pick}
            onClear={() => {
              selection.setRange(undefined);
            }}
          />
        )}
        <section aria-label="The selected event" className={css['details']}>
          {selected === undefined ? (
            range === undefined && picked.length === 0 && <Hint />
          ) : (
            <Selected
              key={events.eid[selected]}
              eid={events.eid[selected] ?? 0}
              name={events.event[selected] ?? ''}
              timezone={timezone}
            />
          )}
        </section>
      </div>
      <EventList
        events={events}
        layout={layout}
        timezone={timezone}
        selection={selection}
        folded={folded}
        reasonWords={reasonOf}
      />
    </div>
  );
}

interface SelectedProps {
  readonly eid: number;
  readonly name: string;
  readonly timezone: string;
}

/** Not drawn anew while the window moves. */
const Selected = memo(function Selected({ eid, name, timezone }: SelectedProps) {
  const event = useQuery('events.get', { eid });
  const shown = latest(event);
  return (
    <>
      <header className={css['detailsHead']}>
        <h2>
          <EventName name={name} />
        </h2>
        {shown !== undefined && <span className="num">{formatMoment(shown.timestamp, timezone)}</span>}
      </header>
      {event.status === 'failed' && <ErrorState error={event.error} onRetry={event.refetch} compact />}
      {shown !== undefined && <EventDetails event={shown} timezone={timezone} />}
    </>
  );
});

function Hint() {
  return (
    <ul className={css['hint']}>
      <li>
        <MousePointer2 aria-hidden size={14} /> Select an event here or in the list to see all of it; pick several with{' '}
        <Kbd>Ctrl</Kbd> or <Kbd>⌘</Kbd> to make a funnel of them.
      </li>
      <li>
        <SquareDashed aria-hidden size={14} /> Drag with <Kbd>Shift</Kbd> to see what happened in a stretch of time.
      </li>
      <li>
        <Keyboard aria-hidden size={14} /> <Kbd>W</Kbd> <Kbd>S</Kbd> zoom, <Kbd>A</Kbd> <Kbd>D</Kbd> pan, <Kbd>,</Kbd>{' '}
        <Kbd>.</Kbd> step through, <Kbd>F</Kbd> look closer, <Kbd>0</Kbd> or double click for all.
      </li>
    </ul>
  );
}
