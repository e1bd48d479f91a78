/** How an answer came about: rows looked at, time taken; and that the next one is on its way. */
import type { InsightResult } from '../../shared/insights/specs';
import { formatCompact } from '../ui/number-format';
import css from './parts.module.css';
import { cx } from '../ui/cx';

export interface ResultMetaProps {
  readonly meta: InsightResult['meta'] | undefined;
  readonly loading: boolean;
}

export function ResultMeta({ meta, loading }: ResultMetaProps) {
  if (meta === undefined && !loading) return null;
  return (
    <span className={cx(css['meta'], 'num')}>
      <span aria-hidden className={cx(css['pulse'], loading && css['busy'])} />
      {meta === undefined
        ? 'Computing…'
        : `${formatCompact(meta.rowsScanned)} ${meta.rowsScanned === 1 ? 'event' : 'events'} in ${elapsedWords(meta.elapsedMs)}`}
    </span>
  );
}

/** Under a second in milliseconds, else in seconds with one place. */
function elapsedWords(ms: number): string {
  if (ms < 1) return '<\u202f1\u202fms';
  return ms < 999.5 ? `${Math.round(ms)}\u202fms` : `${(ms / 1000).toFixed(1)}\u202fs`;
}
