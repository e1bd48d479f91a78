/** One person: who it is, what it did and when, what is known about it, and why its ids are one person. */
import { ArrowLeft, Copy, ListTree } from 'lucide-react';
import { useState } from 'react';
import type { Profile } from '../../../shared/contract/people';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { EventDrawer } from '../../parts/event-details/event-drawer';
import { personLabel } from '../../parts/person-words';
import { PersonTimeline } from '../../parts/timeline/person-timeline';
import { WorkBanner } from '../../parts/work-banner';
import { navigate, useNavigation } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/code-block';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { toast } from '../../ui/toast-store';
import { IdentityTab } from './identity/identity-tab';
import { Overview } from './overview/overview';
import { PersonFacts } from './person-facts';
import css from './person-page.module.css';
import { goToPeople } from './use-list-filter';

const TABS = ['overview', 'timeline', 'identity'] as const;
type TabId = (typeof TABS)[number];

export function PersonPage({ person }: { readonly person: string }) {
  const info = latest(useWorkspaceInfo());
  const timezone = info?.timezone ?? 'UTC';
  const query = useQuery('people.get', { person });
  const profile = latest(query);
  const params = useNavigation((state) => state.params);
  const tab = TABS.find((id) => id === params['tab']) ?? 'overview';
  const [eid, setEid] = useState<number>();
  const event = useQuery('events.get', eid === undefined ? undefined : { eid });
  const show = (next: TabId, more: Readonly<Record<string, string>> = {}): void => {
    navigate('people', { person, ...(next === 'overview' ? {} : { tab: next }), ...more }, { replace: true });
  };

  return (
    <>
      <PersonHeader person={person} profile={profile} />
      <WorkBanner />
      {profile === undefined && query.status === 'failed' && (
        <ErrorState
          error={query.error}
          title="This person cannot be shown"
          onRetry={query.refetch}
          actions={
            <Button
              onClick={() => {
                navigate('people');
              }}
            >
              All people
            </Button>
          }
        />
      )}
      {profile === undefined && query.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={7} height={18} />
        </div>
      )}
      {profile !== undefined && (
        <>
          <PersonFacts profile={profile} timezone={timezone} />
          <div className={css['tabs']}>
            <Tabs
              label="About this person"
              value={tab}
              onChange={(next) => {
                show(TABS.find((id) => id === next) ?? 'overview');
              }}
              tabs={[
                {
                  id: 'overview',
                  label: 'Overview',
                  content: (
                    <Overview
                      profile={profile}
                      timezone={timezone}
                      weekStart={info?.weekStart ?? 'monday'}
                      until={info?.to}
                      onEvent={setEid}
                      onDay={(day) => {
                        show('timeline', { day });
                      }}
                    />
                  ),
                },
                {
                  id: 'timeline',
                  label: 'Timeline',
                  content: (
                    <div className={css['timeline']}>
                      <PersonTimeline key={params['day']} person={profile.person} day={params['day']} />
                    </div>
                  ),
                },
                {
                  id: 'identity',
                  label: 'Identity',
                  badge: profile.ids.length > 1 ? <Badge>{formatPlural(profile.ids.length, 'id')}</Badge> : undefined,
                  content: <IdentityTab profile={profile} timezone={timezone} onEvent={setEid} />,
                },
              ]}
            />
          </div>
        </>
      )}
      <EventDrawer
        event={eid === undefined ? undefined : latest(event)}
        timezone={timezone}
        onClose={() => {
          setEid(undefined);
        }}
      />
    </>
  );
}

function PersonHeader({ person, profile }: { readonly person: string; readonly profile: Profile | undefined }) {
  const label = profile === undefined ? person : personLabel(profile.person, profile.name);
  const id = profile?.person ?? person;
  return (
    <PageHeader
      title={
        <span className={css['title']}>
          <IconButton icon={ArrowLeft} label="All people" onClick={goToPeople} />
          <span className={css['name']} title={label}>
            {label}
          </span>
        </span>
      }
      meta={
        profile && (
          <>
            {profile.known ? (
              <Badge tone="accent" dot>
                known
              </Badge>
            ) : (
              <Badge>anonymous</Badge>
            )}
            {label !== id && <span className={css['id']}>{id}</span>}
          </>
        )
      }
      actions={
        <>
          <Button
            icon={ListTree}
            onClick={() => {
              navigate('sessions', { person: id });
            }}
          >
            Sessions
          </Button>
          <IconButton
            icon={Copy}
            label="Copy the id"
            onClick={() => {
              void copyText(id).then((copied) => {
                if (copied) toast({ tone: 'good', title: 'Id copied', text: id });
              });
            }}
          />
        </>
      }
    />
  );
}
