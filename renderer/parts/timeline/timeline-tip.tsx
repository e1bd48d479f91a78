/** What is under the pointer, in a card beside it. */
import { EventName } from '../../ui/event-name';
import { formatPlural } from '../../ui/number-format';
import { formatClock, formatDateTime, formatDuration } from '../../ui/time-format';
import { detailWords } from './event-words';
import type { TimelineEvents } from './events';
import { crowdAt } from './geometry';
import type { TimelineLayout } from './lanes';
import { elapsedLabel } from './ticks';
import { xOf, type TimeWindow } from './time-window';
import css from './timeline.module.css';
import type { Hover } from './use-canvas-pointer';

export interface TimelineTipProps {
  readonly events: TimelineEvents;
  readonly layout: TimelineLayout;
  readonly hover: Hover;
  readonly window: TimeWindow;
  readonly width: number;
  readonly timezone: string;
  /** Why a session of a history began. */
  readonly reasonOf: (run: number) => string;
}

const TIP_WIDTH = 260;

export function TimelineTip(props: TimelineTipProps) {
  const { layout, hover, window, width } = props;
  const { hit } = hover;
  const at = hit.type === 'event' ? (layout.at[hit.index] ?? 0) : undefined;
  // Beside the mark, but never far from the pointer: a span may begin out of sight.
  const x = at === undefined ? hover.x : Math.min(Math.max(xOf(at, window, width), hover.x - 60), hover.x + 60);
  return (
    <div
      role="tooltip"
      className={css['tip']}
      style={{ left: Math.max(4, Math.min(x + 14, width - TIP_WIDTH)), top: hover.y + 18, maxWidth: TIP_WIDTH }}
    >
      {hit.type === 'event' ? <EventTip {...props} index={hit.index} /> : <RunTip {...props} run={hit.run} />}
    </div>
  );
}

function EventTip(props: TimelineTipProps & { readonly index: number }) {
  const { events, layout, window, width, timezone, index } = props;
  const time = events.time[index] ?? 0;
  const origin = layout.sessions.find(({ id }) => id === events.session[index])?.from ?? time;
  const detail = detailWords(events, index);
  const page = events.page[index] ?? '';
  const crowd = crowdAt(layout, index, window, width);
  return (
    <>
      <EventName name={events.event[index] ?? ''} />
      {detail !== '' && <span className={css['tipDetail']}>{detail}</span>}
      <span className={css['tipTime']}>
        {elapsedLabel(time - origin, 1)} · {formatClock(time, timezone)}
      </span>
      {page !== '' && <span className={css['tipPage']}>{page}</span>}
      {crowd > 1 && <span className={css['tipTime']}>and {crowd - 1} more close by; zoom in to part them</span>}
    </>
  );
}

function RunTip({ layout, timezone, reasonOf, run }: TimelineTipProps & { readonly run: number }) {
  const session = layout.sessions[run];
  if (session === undefined) return null;
  return (
    <>
      <span className={css['tipTitle']}>{formatDateTime(session.from, timezone)}</span>
      <span className={css['tipDetail']}>{reasonOf(run)}</span>
      <span className={css['tipTime']}>
        {formatPlural(session.last - session.first + 1, 'event')} in{' '}
        {formatDuration((session.to - session.from) / 1000)}
      </span>
      <span className={css['tipTime']}>Click for its events, twice to look closer</span>
    </>
  );
}
