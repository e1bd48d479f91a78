/** The way to what could not be understood, with its count; nothing where there is none. */
import { ShieldAlert } from 'lucide-react';
import { latest, useQuery } from '../../data/use-query';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { formatCompact } from '../../ui/number-format';

const NOTHING = {};

export function OpenRejects() {
  const counts = latest(useQuery('rejects.summary', NOTHING));
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
