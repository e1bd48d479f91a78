/** On which days a person was here: weeks from left to right, weekdays from top to bottom, darker where more happened. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { cx } from '../../../ui/cx';
import { IconButton } from '../../../ui/icon-button';
import { formatPlural } from '../../../ui/number-format';
import { formatDay } from '../../../ui/time-format';
import { calendarWeeks, MOST_WEEKS, type CalendarDay, type CalendarWeek } from './calendar-weeks';
import css from './activity-calendar.module.css';
import panel from './overview.module.css';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAY_MS = 86_400_000;

export interface ActivityCalendarProps {
  readonly days: readonly { readonly day: string; readonly events: number }[];
  readonly weekStart: 'monday' | 'sunday';
  /** The last day to show, as `2026-01-31`. */
  readonly until: string;
  readonly onDay: (day: string) => void;
}

/** Days are calendar days already: UTC writes them as they are. */
const dayWords = (number: number): string => formatDay(number * DAY_MS, 'UTC');

export function ActivityCalendar({ days, weekStart, until, onDay }: ActivityCalendarProps) {
  const [page, setPage] = useState(0);
  const calendar = useMemo(() => calendarWeeks({ days, weekStart, until, page }), [days, weekStart, until, page]);
  const active = calendar.weeks.flatMap((week) => week.days).filter((day) => day !== undefined);
  const [focused, setFocused] = useState<number>();
  const stop = active.some(({ number }) => number === focused) ? focused : active.at(-1)?.number;
  const cells = useRef<HTMLDivElement>(null);
  const first = weekStart === 'sunday' ? 0 : 1;

  const handleKey = (event: KeyboardEvent): void => {
    const at = active.findIndex(({ number }) => number === stop);
    const now = active[at];
    if (now === undefined) return;
    const week = (direction: 1 | -1): CalendarDay | undefined =>
      (direction === 1 ? active : active.toReversed()).find(({ number }) => (number - now.number) * direction >= 7);
    const target = {
      ArrowDown: active[at + 1],
      ArrowUp: active[at - 1],
      ArrowRight: week(1) ?? active.at(-1),
      ArrowLeft: week(-1) ?? active[0],
      Home: active[0],
      End: active.at(-1),
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setFocused(target.number);
    cells.current?.querySelector<HTMLElement>(`[data-day="${target.number}"]`)?.focus();
  };

  return (
    <section aria-label="Activity" className={panel['panel']}>
      <header className={panel['head']}>
        <h2>Activity</h2>
        <span className={panel['note']}>{formatPlural(days.length, 'active day')}</span>
        {(calendar.hasOlder || calendar.hasNewer) && (
          <span className={panel['tools']}>
            <IconButton
              icon={ChevronLeft}
              size="s"
              label="A year earlier"
              disabled={!calendar.hasOlder}
              onClick={() => {
                setPage(page + 1);
              }}
            />
            <IconButton
              icon={ChevronRight}
              size="s"
              label="A year later"
              disabled={!calendar.hasNewer}
              onClick={() => {
                setPage(page - 1);
              }}
            />
          </span>
        )}
      </header>
      <div className={css['scroll']} tabIndex={-1}>
        <div
          ref={cells}
          role="toolbar"
          tabIndex={-1}
          aria-label="Days with events; arrow keys move, Enter shows the day"
          className={css['grid']}
          style={{ gridTemplateColumns: `28px repeat(${calendar.weeks.length}, minmax(9px, 1fr))` }}
          onKeyDown={handleKey}
        >
          {[1, 3, 5].map((row) => (
            <span key={row} aria-hidden className={css['weekday']} style={{ gridRow: row + 2, gridColumn: 1 }}>
              {WEEKDAYS[(first + row) % 7]}
            </span>
          ))}
          {calendar.weeks.map((week, column) => (
            <Week
              key={week.start}
              week={week}
              column={column}
              hasRoom={column < calendar.weeks.length - (calendar.weeks.length < MOST_WEEKS ? 1 : 2)}
              stop={stop}
              onDay={onDay}
            />
          ))}
        </div>
      </div>
      <p aria-hidden className={css['legend']}>
        Less
        {[0, 1, 2, 3, 4].map((level) => (
          <span key={level} className={cx(css['cell'], css[`level${level}`])} />
        ))}
        More
      </p>
    </section>
  );
}

interface WeekProps {
  readonly week: CalendarWeek;
  readonly column: number;
  /** For the name of a month. */
  readonly hasRoom: boolean;
  readonly stop: number | undefined;
  readonly onDay: (day: string) => void;
}

function Week({ week, column, hasRoom, stop, onDay }: WeekProps) {
  const gridColumn = column + 2;
  const { month } = week;
  return (
    <>
      {month !== undefined && hasRoom && (
        <span aria-hidden className={css['month']} style={{ gridRow: 1, gridColumn }}>
          {MONTHS[month - 1]}
          {month === 1 && ` ${week.year}`}
        </span>
      )}
      {week.days.map((day, row) => {
        const place = { gridRow: row + 2, gridColumn };
        if (day === undefined) return <span key={row} aria-hidden className={css['cell']} style={place} />;
        const words = `${dayWords(day.number)}: ${formatPlural(day.events, 'event')}`;
        return (
          <button
            key={row}
            type="button"
            data-day={day.number}
            aria-label={words}
            title={words}
            tabIndex={day.number === stop ? 0 : -1}
            className={cx(css['cell'], css['active'], css[`level${day.level}`])}
            style={place}
            onClick={() => {
              onDay(day.day);
            }}
          />
        );
      })}
    </>
  );
}
