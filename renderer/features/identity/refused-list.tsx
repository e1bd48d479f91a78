/** Every link that the rules in force did not follow, with the reason, in order of time. */
import { ShieldCheck } from 'lucide-react';
import { useMemo } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import type { RuleSet } from '../../../shared/model/identity';
import { REFUSAL_WORDS, ROLE_WORDS, RULE_SET_WORDS, STATEMENT_WORDS } from '../../parts/identity-words';
import { navigate } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Skeleton } from '../../ui/skeleton';
import { formatDateTime } from '../../ui/time-format';
import css from './identity-view.module.css';
import { useRefused } from './use-refused';

type RefusedRow = CommandOutput<'identity.refused'>['rows'][number];

export function RefusedList({ timezone, rules }: { readonly timezone: string; readonly rules: RuleSet }) {
  const refused = useRefused();
  const columns = useMemo(
    (): readonly DataColumn<RefusedRow>[] => [
      {
        id: 'time',
        header: 'First said',
        width: 150,
        render: ({ time }) => <span className="num">{formatDateTime(time, timezone)}</span>,
      },
      { id: 'a', header: 'Id', width: 160, grow: true, render: ({ a }) => <IdCell id={a} /> },
      { id: 'b', header: 'Not linked with', width: 160, grow: true, render: ({ b }) => <IdCell id={b} /> },
      { id: 'kind', header: 'Said by', width: 160, render: ({ kind }) => STATEMENT_WORDS[kind] },
      {
        id: 'reason',
        header: 'Because',
        width: 200,
        render: ({ reason }) => <span title={REFUSAL_WORDS[reason].full}>{REFUSAL_WORDS[reason].short}</span>,
      },
    ],
    [timezone],
  );
  if (refused.error !== undefined) return <ErrorState error={refused.error} onRetry={refused.retry} />;
  if (refused.total === undefined) {
    return (
      <div className={css['loading']}>
        <Skeleton lines={6} height={16} />
      </div>
    );
  }
  if (refused.total === 0) {
    return (
      <EmptyState
        icon={ShieldCheck}
        title="Nothing was refused"
        text={`Every link in the data was followed under the rules of ${RULE_SET_WORDS[rules].name}.`}
      />
    );
  }
  return (
    <div className={css['list']}>
      <DataTable
        label="Refused links"
        columns={columns}
        rowCount={refused.rows.length}
        getRow={(index) => refused.rows[index]}
        onEndReached={refused.loadMore}
        onRowClick={({ a }) => {
          navigate('people', { person: a.id, tab: 'identity' });
        }}
      />
    </div>
  );
}

function IdCell({ id: { role, id } }: { readonly id: RefusedRow['a'] }) {
  return (
    <span title={id}>
      <Badge tone={role === 'user' ? 'accent' : 'neutral'}>{ROLE_WORDS[role]}</Badge>{' '}
      <span className={css['id']}>{id}</span>
    </span>
  );
}
