/** Tokens: colours, sizes of type, formats of numbers and times. */
import { categoryColor } from '../../charts/event-color';
import { formatBytes, formatCompact, formatCount, formatShare } from '../../ui/number-format';
import { formatAgo, formatDateTime, formatDuration } from '../../ui/time-format';
import { Stat } from '../../ui/stat';
import css from './gallery.module.css';

const GROUNDS = ['ground', 'rail', 'surface', 'raised', 'sunken', 'line', 'line-strong', 'edge'];
const INKS = ['ink', 'ink-2', 'ink-3', 'accent', 'accent-ink', 'good', 'warn', 'bad'];
const SIZES = ['xs', 's', 'm', 'l', 'xl', '2xl', 'num'];

export function Colours() {
  return (
    <div className={css['stack']}>
      {[GROUNDS, INKS].map((names) => (
        <div key={names[0]} className={css['row']}>
          {names.map((name) => (
            <Swatch key={name} name={name} color={`var(--${name})`} />
          ))}
        </div>
      ))}
      <div className={css['row']}>
        {Array.from({ length: 12 }, (_, index) => (
          <Swatch key={index} name={String(index + 1)} color={categoryColor(index)} />
        ))}
      </div>
    </div>
  );
}

function Swatch({ name, color }: { readonly name: string; readonly color: string }) {
  return (
    <div className={css['swatch']}>
      <span style={{ background: color }} />
      {name}
    </div>
  );
}

/** 26 January 2026, 14:03:09 UTC: specimens never follow the clock. */
const SOME_TIME = Date.UTC(2026, 0, 26, 14, 3, 9);

export function Type() {
  return (
    <div className={css['stack']}>
      {SIZES.map((size) => (
        <p key={size} style={{ fontSize: `var(--t-${size})`, lineHeight: 1.3 }}>
          Of 2,010 people who viewed pricing, 312 paid
        </p>
      ))}
      <div className={css['row']}>
        <Stat label="Conversion" value={formatShare(0.155)} size="l" delta={{ text: '+2.1 points', good: true }} />
        <Stat label="Events" value={formatCount(48_210)} />
        <Stat label="Compact" value={formatCompact(20_412_345)} delta={{ text: '−3 %', good: false }} />
        <Stat label="Median time" value={formatDuration(84)} hint="half of them" />
        <Stat label="File" value={formatBytes(34_200_000)} />
      </div>
      <p className="num">
        {formatDateTime(SOME_TIME, 'Europe/Berlin')} · {formatAgo(SOME_TIME, SOME_TIME + 200_000)}
      </p>
    </div>
  );
}
