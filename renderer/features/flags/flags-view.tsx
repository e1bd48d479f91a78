/** Flags: the list at the left, the chosen one beside it, and who gets what. */
import { Plus, ToggleRight } from 'lucide-react';
import { useState } from 'react';
import { cohortsIn, FLAGS_FILE, type Flag, isInCohort } from '../../../shared/flags/flag';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { ListDesk, UnsavedBar } from '../../parts/list-desk';
import { useSaved } from '../../parts/saved';
import { navigate, useNavigation } from '../../state/navigation';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { CohortEditor } from './cohort-editor';
import { newCohort, newFlag, problemsOf } from './flag-draft';
import { FlagEditor } from './flag-editor';
import { CohortList, FlagList } from './flag-list';
import { FlagTester } from './flag-tester';
import { FlagsAskedList } from './flags-asked';
import css from './flags.module.css';
import { useFlags, type FlagsOnScreen } from './use-flags';

const NOTHING = {};

export function FlagsView() {
  const onScreen = useFlags();
  const { query, draft, edit } = onScreen;
  const { flags, cohorts } = draft;
  const isEmpty = flags.length === 0 && cohorts.length === 0;
  const state = latest(query);
  const isUsable = state !== undefined && state.problem === undefined;
  const add = (): void => {
    edit({ flags: [...flags, newFlag(flags)] });
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
      {isUsable && isEmpty && (
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
      {isUsable && !isEmpty && <Desk onScreen={onScreen} />}
    </>
  );
}

function Desk({ onScreen }: { readonly onScreen: FlagsOnScreen }) {
  const { draft, edit, isChanged, switchFlag } = onScreen;
  const { flags, cohorts } = draft;
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const groupTypes = (latest(useQuery('catalog.groups', NOTHING)) ?? []).map(({ type }) => type);
  const segments = useSaved()?.segments ?? [];
  const { at, cohort: cohortAt } = useNavigation((navigation) => navigation.params);
  const [distinctId, setDistinctId] = useState('');
  const chosenCohort = placeIn(cohorts, cohortAt ?? (flags.length === 0 ? '0' : undefined));
  const chosen = chosenCohort === undefined ? (placeIn(flags, at) ?? 0) : undefined;
  const flag = chosen === undefined ? undefined : flags[chosen];
  const cohort = chosenCohort === undefined ? undefined : cohorts[chosenCohort];
  const problems = problemsOf(draft);
  return (
    <>
      <ListDesk
        width="narrow"
        side={
          <>
            <FlagList
              flags={flags}
              problems={problems}
              chosen={chosen}
              onChoose={(index) => {
                navigate('flags', { at: String(index) }, { replace: true });
              }}
              onSwitch={switchFlag}
            />
            <CohortList
              cohorts={cohorts}
              problems={problems}
              chosen={chosenCohort}
              onChoose={(index) => {
                navigate('flags', { cohort: String(index) }, { replace: true });
              }}
              onAdd={() => {
                edit({ cohorts: [...cohorts, newCohort(cohorts)] });
                navigate('flags', { cohort: String(cohorts.length) }, { replace: true });
              }}
            />
          </>
        }
      >
        <div className={css['desk']}>
          {flag !== undefined && (
            <FlagEditor
              key={chosen}
              flag={flag}
              index={chosen ?? 0}
              problems={problems}
              nameable={{
                groupTypes,
                segments,
                cohorts: cohorts.map(({ key }) => key),
                flags: flags
                  .filter((each) => each !== flag)
                  .map(({ key, variants = [] }) => ({ key, variants: variants.map((variant) => variant.key) })),
              }}
              onChange={(next) => {
                edit({ flags: flags.map((each) => (each === flag ? next : each)) });
              }}
              onRemove={() => {
                edit({ flags: flags.filter((each) => each !== flag) });
              }}
            />
          )}
          {cohort !== undefined && (
            <CohortEditor
              key={`cohort ${chosenCohort}`}
              cohort={cohort}
              index={chosenCohort ?? 0}
              others={cohorts.filter((each) => each !== cohort).map(({ key }) => key)}
              usedBy={[
                ...flags.filter((each) => namesCohort(each, cohort.key)),
                ...cohorts.filter((each) => 'rule' in each && cohortsIn(each.rule).includes(cohort.key)),
              ].map(({ key }) => key)}
              problems={problems}
              onChange={(next) => {
                edit({ cohorts: cohorts.map((each) => (each === cohort ? next : each)) });
              }}
              onRemove={() => {
                edit({ cohorts: cohorts.filter((each) => each !== cohort) });
              }}
            />
          )}
          <div className={css['panels']}>
            <FlagTester
              draft={draft}
              problems={problems}
              chosen={chosen}
              distinctId={distinctId}
              onDistinctId={setDistinctId}
            />
            <FlagsAskedList flag={flag?.key} timezone={timezone} onTry={setDistinctId} />
          </div>
        </div>
      </ListDesk>
      {isChanged && (
        <UnsavedBar
          text={
            problems.size === 0
              ? 'The flags are changed. SDKs get the changes once they are saved.'
              : 'Something is not right yet; it is marked above.'
          }
          canSave={problems.size === 0}
          onDiscard={onScreen.discard}
          onSave={() => void onScreen.save()}
        />
      )}
    </>
  );
}

/** The place that the address names; undefined where it names none. */
function placeIn(list: readonly unknown[], at: string | undefined): number | undefined {
  const place = Number.parseInt(at ?? '', 10);
  if (Number.isNaN(place) || list.length === 0) return undefined;
  return Math.min(list.length - 1, Math.max(0, place));
}

const namesCohort = ({ conditions = [] }: Flag, key: string): boolean =>
  conditions.some(({ properties }) => properties.some((each) => isInCohort(each) && each.cohort === key));
