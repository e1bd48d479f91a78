/** The way to what could not be understood, with its count; nothing where there is none. */
import { ShieldAlert } from 'lucide-react';
import { useLiveFeed } from '../../data/use-live';
import { latest, useQuery } from '../../data/use-query';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { formatCompact } from '../../ui/number-format';

const NOTHING = {};

export function OpenRejects() {
  const summary = useQuery('rejects.summary', NOTHING);
  useLiveFeed({ onRejects: summary.refetch });
  const counts = latest(summary);
  const open = counts === undefined ? 0 : counts.total - counts.repaired;
  if (open === 0) return null;
  return (
    <Button
      icon={ShieldAlert}
      onClick={() => {
        navigate('rejects');
      }}
    >
      Rejected {formatCompact(open)}
    </Button>
  );
}
