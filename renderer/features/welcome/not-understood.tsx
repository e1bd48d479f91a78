/** What came and was no event, while the first one is waited for: a newcomer's address or call is nearly right. */
import { ArrowRight, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { latest, useQuery } from '../../data/use-query';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { formatPlural } from '../../ui/number-format';
import css from './welcome.module.css';

const NOTHING = {};
const LATEST = { limit: 1, state: 'open' } as const;
/** Requests that nobody understands are not part of the live feed. */
const LOOK_MS = 2_000;

export function NotUnderstood() {
  const counts = latest(useQuery('rejects.summary', NOTHING));
  const open = counts === undefined ? 0 : counts.total - counts.repaired;
  const newest = useQuery('rejects.list', open === 0 ? undefined : LATEST);
  const { refetch, ...strayQuery } = useQuery('requests.strays', NOTHING);
  useEffect(() => {
    const timer = setInterval(refetch, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [refetch]);
  const strays = latest({ refetch, ...strayQuery });
  const message = latest(newest)?.rows[0]?.message;
  return (
    <>
      {open > 0 && (
        <div role="alert" className={css['nearly']}>
          <TriangleAlert aria-hidden size={16} />
          <span className={css['nearlyText']}>
            {formatPlural(open, 'item')} came and could not be understood.
            {message !== undefined && ` The latest: ${message.replaceAll('`', '')}`}
          </span>
          <Button
            size="s"
            icon={ArrowRight}
            onClick={() => {
              navigate('rejects');
            }}
          >
            Put it right
          </Button>
        </div>
      )}
      {strays?.latest !== undefined && (
        <div role="alert" className={css['nearly']}>
          <TriangleAlert aria-hidden size={16} />
          <span className={css['nearlyText']}>
            Something sends to{' '}
            <code>
              {strays.latest.method} {strays.latest.path}
            </code>
            , where no SDK sends events{strays.count === 1 ? '' : ` (${formatPlural(strays.count, 'request')})`}. Check
            the address against the line above.
          </span>
        </div>
      )}
    </>
  );
}
