/** Flags: the list at the left, the chosen one beside it, and who gets what. */
import { Plus, ToggleRight } from 'lucide-react';
import { useState } from 'react';
import { FLAGS_FILE, type Flag } from '../../../shared/flags/flag';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { navigate, useNavigation } from '../../state/navigation';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { newFlag, problemsOf } from './flag-draft';
import { FlagEditor } from './flag-editor';
import { FlagList } from './flag-list';
import { FlagTester } from './flag-tester';
import { FlagsAskedList } from './flags-asked';
import css from './flags.module.css';
import { useFlags, type FlagsOnScreen } from './use-flags';

const NOTHING = {};

export function FlagsView() {
  const onScreen = useFlags();
  const { query, flags, edit } = onScreen;
  const state = latest(query);
  const isUsable = state !== undefined && state.problem === undefined;
  const add = (): void => {
    edit([...flags, newFlag(flags)]);
    navigate('flags', { at: String(flags.length) }, { replace: true });
  };
  return (
    <>
      <PageHeader
        title="Flags"
        meta={isUsable && flags.length > 0 ? `${formatPlural(flags.length, 'flag')} in ${FLAGS_FILE}` : undefined}
        actions={
          isUsable && (
            <Button variant="primary" icon={Plus} onClick={add}>
              New flag
            </Button>
          )
        }
      />
      {state === undefined && query.status === 'failed' && (
        <ErrorState error={query.error} title="The flags cannot be shown" onRetry={query.refetch} />
      )}
      {state === undefined && query.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={6} height={20} />
        </div>
      )}
      {state?.problem !== undefined && (
        <ErrorState
          title={`${FLAGS_FILE} cannot be used`}
          error={{
            code: 'workspace_corrupt',
            message: `${state.problem} Put the file right, then look again. SDKs keep the values that they have meanwhile.`,
          }}
          onRetry={query.refetch}
        />
      )}
      {isUsable && flags.length === 0 && (
        <EmptyState
          icon={ToggleRight}
          title="No flags yet"
          text="A flag switches part of your product on for some. PostHog’s and Mixpanel’s SDKs that point here are answered with these, and share people out as they will in production."
          actions={
            <Button variant="primary" icon={Plus} onClick={add}>
              New flag
            </Button>
          }
        />
      )}
      {isUsable && flags.length > 0 && <Desk onScreen={onScreen} />}
    </>
  );
}

function Desk({ onScreen }: { readonly onScreen: FlagsOnScreen }) {
  const { flags, edit, isChanged, switchFlag } = onScreen;
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const groupTypes = (latest(useQuery('catalog.groups', NOTHING)) ?? []).map(({ type }) => type);
  const at = useNavigation((navigation) => navigation.params['at']);
  const [distinctId, setDistinctId] = useState('');
  const chosen = Math.min(flags.length - 1, Math.max(0, Number.parseInt(at ?? '0', 10) || 0));
  const flag = flags[chosen];
  const problems = problemsOf(flags);
  const put = (next: Flag): void => {
    edit(flags.map((each, index) => (index === chosen ? next : each)));
  };
  return (
    <>
      <div className={css['body']}>
        <div className={css['side']}>
          <FlagList
            flags={flags}
            problems={problems}
            chosen={chosen}
            onChoose={(index) => {
              navigate('flags', { at: String(index) }, { replace: true });
            }}
            onSwitch={switchFlag}
          />
        </div>
        <div className={css['desk']}>
          {flag !== undefined && (
            <FlagEditor
              key={chosen}
              flag={flag}
              index={chosen}
              problems={problems}
              groupTypes={groupTypes}
              onChange={put}
              onRemove={() => {
                edit(flags.filter((_each, index) => index !== chosen));
              }}
            />
          )}
          <div className={css['panels']}>
            <FlagTester flags={flags} chosen={chosen} distinctId={distinctId} onDistinctId={setDistinctId} />
            <FlagsAskedList flag={flag?.key} timezone={timezone} onTry={setDistinctId} />
          </div>
        </div>
      </div>
      {isChanged && (
        <section className={css['bar']} aria-label="Not saved yet">
          <p>
            {problems.size === 0
              ? 'The flags are changed. SDKs get the changes once they are saved.'
              : 'Something is not right yet; it is marked above.'}
          </p>
          <Button onClick={onScreen.discard}>Discard</Button>
          <Button variant="primary" disabled={problems.size > 0} onClick={() => void onScreen.save()}>
            Save
          </Button>
        </section>
      )}
    </>
  );
}
