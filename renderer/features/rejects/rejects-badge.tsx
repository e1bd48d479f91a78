/** How many rejects wait to be put right, beside the view's name in the rail; nothing where there are none. */
import { latest, useQuery } from '../../data/use-query';
import { CountBadge } from '../../ui/count-badge';
import { formatPlural } from '../../ui/number-format';

const NOTHING = {};

export function RejectsBadge({ collapsed }: { readonly collapsed: boolean }) {
  const counts = latest(useQuery('rejects.summary', NOTHING));
  const open = counts === undefined ? 0 : counts.total - counts.repaired;
  if (open === 0) return null;
  return <CountBadge count={open} tone="warn" words={formatPlural(open, 'reject')} collapsed={collapsed} />;
}
