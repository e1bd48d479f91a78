/** How many errors and warnings there are, beside the view's name in the rail; nothing where there are none. */
import { latest, useQuery } from '../../data/use-query';
import { CountBadge } from '../../ui/count-badge';
import { formatPlural } from '../../ui/number-format';

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
  return <CountBadge count={found} tone={counts.error > 0 ? 'bad' : 'warn'} words={words} collapsed={collapsed} />;
}
