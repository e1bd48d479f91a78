/** The people whom two rule sets divide differently: the same ids, and the persons each makes of them. */
import type { CommandOutput } from '../../../shared/contract/commands';
import type { RuleSet } from '../../../shared/model/identity';
import { useQuery } from '../../data/use-query';
import { RULE_SET_WORDS } from '../../parts/identity-words';
import { navigate } from '../../state/navigation';
import { Drawer } from '../../ui/drawer';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Users } from 'lucide-react';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import css from './differences-drawer.module.css';

const SHOWN = 200;
const SHOWN_IDS = 6;

type Difference = CommandOutput<'identity.differences'>['rows'][number];

export interface DifferencesDrawerProps {
  /** Those in force. */
  readonly rules: RuleSet;
  /** Those compared with; undefined closes the drawer. */
  readonly other: RuleSet | undefined;
  readonly onClose: () => void;
}

export function DifferencesDrawer({ rules, other, onClose }: DifferencesDrawerProps) {
  const query = useQuery(
    'identity.differences',
    other === undefined ? undefined : { a: rules, b: other, limit: SHOWN },
  );
  const answer = query.value;
  const name = other === undefined ? '' : RULE_SET_WORDS[other].name;
  return (
    <Drawer
      id="identity-differences"
      width={520}
      open={other !== undefined}
      onClose={onClose}
      title={`Who differs under ${name}`}
      subtitle={answer === undefined ? 'Looking…' : `${formatPlural(answer.total, 'group')} of ids, most events first`}
    >
      <div className={css['body']}>
        {query.status === 'failed' && <ErrorState compact error={query.error} onRetry={query.refetch} />}
        {answer === undefined && query.status !== 'failed' && <Skeleton lines={8} height={18} />}
        {answer?.total === 0 && (
          <EmptyState compact icon={Users} title="Nobody" text="Both rule sets make the same persons of all ids." />
        )}
        <ol className={css['groups']}>
          {answer?.rows.map((row) => (
            <li key={row.ids.map(({ role, id }) => `${role} ${id}`).join('\n')} className={css['group']}>
              <p className={css['events']}>
                {formatPlural(row.ids.length, 'id')}, {formatPlural(row.events, 'event')}
              </p>
              <div className={css['sides']}>
                <Side title={`${RULE_SET_WORDS[rules].name} (in force)`} persons={row.a} isPresent />
                <Side title={name} persons={row.b} isPresent={false} />
              </div>
            </li>
          ))}
        </ol>
        {answer !== undefined && answer.total > answer.rows.length && (
          <p className={css['events']}>
            The first {formatCount(answer.rows.length)} of {formatCount(answer.total)}.
          </p>
        )}
      </div>
    </Drawer>
  );
}

interface SideProps {
  readonly title: string;
  readonly persons: Difference['a'];
  /** Only persons that exist now can be opened. */
  readonly isPresent: boolean;
}

function Side({ title, persons, isPresent }: SideProps) {
  return (
    <div className={css['side']}>
      <h3>
        {title} <span>{formatPlural(persons.length, 'person', 'persons')}</span>
      </h3>
      <ul>
        {persons.map(({ person, ids }) => (
          <li key={person} className={css['person']} title={ids.join('\n')}>
            {isPresent ? (
              <button
                type="button"
                className={css['open']}
                onClick={() => {
                  navigate('people', { person, tab: 'identity' });
                }}
              >
                {person}
              </button>
            ) : (
              <strong>{person}</strong>
            )}
            <span className={css['ids']}>
              {ids
                .filter((id) => id !== person)
                .slice(0, SHOWN_IDS)
                .join(', ')}
              {ids.length > SHOWN_IDS + 1 && ` and ${ids.length - SHOWN_IDS - 1} more`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
