/** How ids become persons here: the rules in force and what they come to; other rules beside them; refusals; decisions. */
import { UsersRound } from 'lucide-react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { RULE_SET_WORDS } from '../../parts/identity-words';
import { WorkBanner } from '../../parts/work-banner';
import { navigate, useNavigation } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { ErrorState } from '../../ui/error-state';
import { formatCompact, formatCount, formatShare } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { Stat } from '../../ui/stat';
import { Tabs } from '../../ui/tabs';
import { Compare } from './compare';
import { DecisionsList } from './decisions-list';
import { HotIds } from './hot-ids';
import css from './identity-view.module.css';
import { RefusedList } from './refused-list';

const NOTHING = {};
const TABS = ['compare', 'refused', 'decisions', 'hot'] as const;

export function IdentityView() {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const query = useQuery('identity.summary', NOTHING);
  const summary = latest(query);
  const params = useNavigation((state) => state.params);
  const tab = TABS.find((id) => id === params['tab']) ?? 'compare';
  const count = (value: number | undefined) =>
    value === undefined || value === 0 ? undefined : <Badge>{formatCompact(value)}</Badge>;
  return (
    <>
      <PageHeader
        title="Identity"
        actions={
          <Button
            icon={UsersRound}
            onClick={() => {
              navigate('people');
            }}
          >
            People
          </Button>
        }
      />
      <WorkBanner />
      {summary === undefined && query.status === 'failed' && (
        <ErrorState error={query.error} title="Identity cannot be shown" onRetry={query.refetch} />
      )}
      {summary === undefined && query.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={6} height={18} />
        </div>
      )}
      {summary !== undefined && (
        <>
          <Summary summary={summary} />
          <div className={css['tabs']}>
            <Tabs
              label="About identity"
              value={tab}
              onChange={(next) => {
                navigate('identity', next === 'compare' ? {} : { tab: next }, { replace: true });
              }}
              tabs={[
                { id: 'compare', label: 'Compare rule sets', content: <Compare rules={summary.rules} /> },
                {
                  id: 'refused',
                  label: 'Refused links',
                  badge: count(summary.refused),
                  content: <RefusedList timezone={timezone} rules={summary.rules} />,
                },
                {
                  id: 'decisions',
                  label: 'Decided by hand',
                  badge: count(summary.decisions),
                  content: <DecisionsList timezone={timezone} />,
                },
                {
                  id: 'hot',
                  label: 'Hot ids',
                  badge: count(summary.hotIds.length),
                  content: <HotIds hotIds={summary.hotIds} />,
                },
              ]}
            />
          </div>
        </>
      )}
    </>
  );
}

function Summary({ summary }: { readonly summary: CommandOutput<'identity.summary'> }) {
  const { rules, persons, known, ids, links, refused, decisions } = summary;
  return (
    <section aria-label="Summary" className={css['summary']}>
      <p className={css['rules']}>
        <strong>{RULE_SET_WORDS[rules].name}</strong>
        <span>{RULE_SET_WORDS[rules].gist}</span>
      </p>
      <div className={css['stats']}>
        <Stat label="Persons" value={formatCount(persons)} />
        <Stat
          label="Known"
          value={formatCount(known)}
          {...(persons === 0 ? {} : { delta: { text: formatShare(known / persons) } })}
        />
        <Stat label="Ids" value={formatCount(ids)} />
        <Stat label="Links" value={formatCount(links)} />
        <Stat label="Refused" value={formatCount(refused)} />
        <Stat label="By hand" value={formatCount(decisions)} />
      </div>
    </section>
  );
}
