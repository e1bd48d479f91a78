/** How many errors and warnings there are, beside the view's name in the rail; nothing where there are none. */
import { latest, useQuery } from '../../data/use-query';
import { cx } from '../../ui/cx';
import { formatCompact, formatPlural } from '../../ui/number-format';
import css from './doctor.module.css';

/** The counts are of all findings, however few are asked for. */
const COUNTS = { limit: 1 };

export function DoctorBadge({ collapsed }: { readonly collapsed: boolean }) {
  const counts = latest(useQuery('doctor.findings', COUNTS))?.counts;
  const found = counts === undefined ? 0 : counts.error + counts.warning;
  if (counts === undefined || found === 0) return null;
  const words = [
    ...(counts.error > 0 ? [formatPlural(counts.error, 'error')] : []),
    ...(counts.warning > 0 ? [formatPlural(counts.warning, 'warning')] : []),
  ].join(', ');
  return (
    <span
      className={cx(css['badge'], collapsed && css['badgeDot'], counts.error > 0 ? css['bad'] : css['warn'], 'num')}
      title={words}
    >
      <span aria-hidden>{collapsed ? '' : formatCompact(found)}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
