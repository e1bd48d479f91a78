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
        : `${formatCompact(meta.rowsScanned)} ${meta.rowsScanned === 1 ? 'event' : 'events'} in ${meta.elapsedMs < 1 ? '<\u202f1' : Math.round(meta.elapsedMs)}\u202fms`}
    </span>
  );
}
