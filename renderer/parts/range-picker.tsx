/** Which days are looked at: presets, or two days of one's own. */
import { CalendarDays } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Range } from '../../shared/model/range';
import { latest } from '../data/use-query';
import { useWorkspaceInfo } from '../data/workspace';
import { Button } from '../ui/button';
import { cx } from '../ui/cx';
import { Popover } from '../ui/popover';
import { TextField } from '../ui/text-field';
import { formatIsoDay } from '../ui/time-format';
import css from './parts.module.css';
import { isSameRange, lastDays, PRESET_DAYS, rangeWords } from './range-words';

export interface RangePickerProps {
  readonly value: Range | undefined;
  readonly onChange: (range: Range | undefined) => void;
  /** Spoken before the days, where several pickers stand together. */
  readonly label?: string;
  /** What having no range is called; `null` where there must be one. */
  readonly all?: string | null;
  readonly size?: 's' | 'm';
}

/** Gives the last days as of when it was first used, or up to the last day of data that ended before. */
export function useLastDays(): (days: number) => Range {
  const [now] = useState(() => Date.now());
  const info = latest(useWorkspaceInfo());
  const [to, zone] = [info?.to, info?.timezone ?? 'UTC'];
  return useCallback((days) => lastDays(days, to, now, zone), [to, now, zone]);
}

export function RangePicker({ value, onChange, label, all = 'All data', size = 'm' }: RangePickerProps) {
  const [open, setOpen] = useState(false);
  const last = useLastDays();
  const info = latest(useWorkspaceInfo());
  const zone = info?.timezone ?? 'UTC';
  const extent = info?.from === undefined || info.to === undefined ? undefined : { from: info.from, to: info.to };
  const words = value === undefined ? (all ?? 'Choose days…') : rangeWords(value);
  const pick = (range: Range | undefined): void => {
    setOpen(false);
    onChange(range);
  };
  const presets = [
    ...(all === null ? [] : [{ label: all, range: undefined }]),
    ...PRESET_DAYS.map((days) => ({ label: `Last ${days} days`, range: last(days) })),
  ];
  const day = (ms: number | undefined): string => (ms === undefined ? '' : formatIsoDay(ms, zone));
  const own = value !== undefined && 'last' in value ? undefined : value;
  return (
    <Popover
      label="Days to look at"
      width={264}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon={CalendarDays} size={size} aria-label={label === undefined ? undefined : `${label}: ${words}`}>
          {words}
        </Button>
      }
    >
      <ul className={css['presets']}>
        {presets.map(({ label, range }) => (
          <li key={label}>
            <button
              type="button"
              className={cx(css['preset'], isSameRange(range, value) && css['chosen'])}
              onClick={() => {
                pick(range);
              }}
            >
              {label}
              {range !== undefined && 'last' in range && range.now !== undefined && (
                <span className={css['faint']}>to {range.now}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <OwnDays
        key={JSON.stringify(value)}
        from={own?.from?.slice(0, 10) ?? day(extent?.from)}
        to={own?.to?.slice(0, 10) ?? day(extent?.to)}
        onApply={pick}
      />
    </Popover>
  );
}

interface OwnDaysProps {
  readonly from: string;
  readonly to: string;
  readonly onApply: (range: Range) => void;
}

function OwnDays(props: OwnDaysProps) {
  const [from, setFrom] = useState(props.from);
  const [to, setTo] = useState(props.to);
  const problem = from !== '' && to !== '' && from > to ? 'The first day lies after the last.' : undefined;
  return (
    <form
      className={css['ownDays']}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined) props.onApply({ ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) });
      }}
    >
      <TextField label="First day" type="date" size="s" value={from} onChange={setFrom} />
      <TextField label="Last day" type="date" size="s" value={to} onChange={setTo} error={problem} />
      <Button type="submit" size="s" disabled={problem !== undefined}>
        Use these days
      </Button>
    </form>
  );
}
