/** The tracking plan: its events at the left, the chosen one beside them, and what breaks it as it arrives. */
import { ClipboardCheck, Download, FileJson2, PenLine, Search, Sparkles, Upload } from 'lucide-react';
import { useState } from 'react';
import type { CommandOutput } from '../../../shared/contract/commands';
import { branchesOf, PLAN_FILE, type Policy, type TrackingPlan, unknownEventsOf } from '../../../shared/plan/document';
import {
  emptyBranch,
  emptyPlan,
  tidyPlan,
  withEvent,
  withUnknownEvents,
  withUnknownProperties,
} from '../../../shared/plan/edit';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { EventDrawer } from '../../parts/event-details/event-drawer';
import { saveText } from '../../parts/save-text';
import { navigate, useNavigation } from '../../state/navigation';
import { ListDesk, UnsavedBar } from '../../parts/list-desk';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Select } from '../../ui/select';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { AddName } from './add-name';
import { EventEditor } from './event-editor';
import { EventList } from './event-list';
import { choosePlanFile, type ForeignPlan, ImportDialog } from './import-plan';
import { LearnDialog } from './learn-dialog';
import { planRows, searchRows } from './plan-rows';
import css from './plan.module.css';
import { type PlanOnScreen, usePlan } from './use-plan';

const NOTHING = {};

export function PlanView() {
  const onScreen = usePlan();
  const { query, plan } = onScreen;
  const state = latest(query);
  const [foreign, setForeign] = useState<ForeignPlan>();
  const params = useNavigation((navigation) => navigation.params);
  const closeLearn = (): void => {
    const { learn: _learn, ...rest } = params;
    navigate('plan', rest, { replace: true });
  };
  const learn = (event?: string): void => {
    navigate('plan', { ...params, learn: event ?? '1' }, { replace: true });
  };
  return (
    <>
      <PageHeader
        title={plan?.title ?? 'Tracking plan'}
        meta={plan === undefined ? undefined : `${formatPlural(branchesOf(plan).length, 'event')} in ${PLAN_FILE}`}
        actions={<Actions onScreen={onScreen} onLearn={learn} onImport={setForeign} />}
      />
      {state === undefined && query.status === 'failed' && (
        <ErrorState error={query.error} title="The plan cannot be shown" onRetry={query.refetch} />
      )}
      {state === undefined && query.status !== 'failed' && (
        <div className={css['loading']}>
          <Skeleton lines={8} height={20} />
        </div>
      )}
      {state?.problem !== undefined && (
        <ErrorState
          title="The plan’s file cannot be used"
          error={{ code: 'workspace_corrupt', message: state.problem }}
          onRetry={query.refetch}
        />
      )}
      {state !== undefined && state.problem === undefined && plan === undefined && (
        <EmptyState
          icon={ClipboardCheck}
          title="No tracking plan yet"
          text="A plan says which events there should be and what they carry. Every event that arrives is then held against it, here and in your pipeline."
          actions={
            <>
              <Button variant="primary" icon={Sparkles} onClick={() => learn()}>
                Learn it from what arrived
              </Button>
              <Button icon={PenLine} onClick={() => onScreen.edit(emptyPlan())}>
                Write it by hand
              </Button>
              <Button icon={Upload} onClick={() => choosePlanFile(setForeign)}>
                Import a plan
              </Button>
            </>
          }
        />
      )}
      {plan !== undefined && state?.problem === undefined && <Desk onScreen={onScreen} plan={plan} onLearn={learn} />}
      {params['learn'] !== undefined && state !== undefined && state.problem === undefined && (
        <LearnDialog
          plan={plan ?? emptyPlan()}
          event={params['learn'] === '1' ? undefined : params['learn']}
          onClose={closeLearn}
          onApply={(next, count) => {
            closeLearn();
            void onScreen.replace(next, `The plan took on ${formatPlural(count, 'change')}`);
          }}
        />
      )}
      {foreign !== undefined && (
        <ImportDialog
          read={foreign}
          plan={plan}
          onApply={onScreen.replace}
          onClose={() => {
            setForeign(undefined);
          }}
        />
      )}
    </>
  );
}

interface ActionsProps {
  readonly onScreen: PlanOnScreen;
  readonly onLearn: () => void;
  readonly onImport: (read: ForeignPlan) => void;
}

function Actions({ onScreen: { plan, query }, onLearn, onImport }: ActionsProps) {
  const params = useNavigation((navigation) => navigation.params);
  if (plan === undefined || latest(query)?.problem !== undefined) return null;
  const isJson = params['as'] === 'json';
  return (
    <>
      <Button
        icon={FileJson2}
        pressed={isJson}
        onClick={() => {
          const { as: _as, ...rest } = params;
          navigate('plan', isJson ? rest : { ...rest, as: 'json' }, { replace: true });
        }}
      >
        JSON
      </Button>
      <Button icon={Upload} onClick={() => choosePlanFile(onImport)}>
        Import
      </Button>
      <Button icon={Download} onClick={() => saveText(PLAN_FILE, printPlan(plan), 'application/schema+json')}>
        Export
      </Button>
      <Button variant="primary" icon={Sparkles} onClick={onLearn}>
        Learn
      </Button>
    </>
  );
}

const printPlan = (plan: TrackingPlan): string => `${JSON.stringify(tidyPlan(plan), null, 2)}\n`;

const EVENT_POLICIES: readonly { readonly value: Policy; readonly label: string }[] = [
  { value: 'allow', label: 'Other events: let pass' },
  { value: 'warn', label: 'Other events: warn' },
  { value: 'refuse', label: 'Other events: refuse' },
];
const PROPERTY_POLICIES: readonly { readonly value: Policy | 'mixed'; readonly label: string }[] = [
  { value: 'allow', label: 'Other properties: let pass' },
  { value: 'warn', label: 'Other properties: warn' },
  { value: 'refuse', label: 'Other properties: refuse' },
];

interface DeskProps {
  readonly onScreen: PlanOnScreen;
  readonly plan: TrackingPlan;
  readonly onLearn: (event?: string) => void;
}

function Desk({ onScreen, plan, onLearn }: DeskProps) {
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const params = useNavigation((navigation) => navigation.params);
  const [search, setSearch] = useState('');
  const [eid, setEid] = useState<number>();
  const stored = latest(useQuery('events.get', eid === undefined ? undefined : { eid }));
  const seen = latest(useQuery('catalog.events', NOTHING)) ?? [];
  const judged = latest(useQuery('plan.violations', NOTHING));
  const rows = searchRows(planRows(plan, seen, judged?.events ?? []), search);
  const all = [...rows.inPlan, ...rows.others];
  const chosen = all.find(({ event }) => event === params['event']) ?? all[0];
  const branches = branchesOf(plan);
  const closed = branches.filter((branch) => branch.properties.properties.additionalProperties === false).length;
  const properties =
    closed === 0
      ? plan['x-waymark'].unknownProperties
      : closed === branches.length
        ? ('refuse' as const)
        : ('mixed' as const);
  return (
    <>
      <Toolbar label="About the plan">
        <TextField
          label="Find events"
          hideLabel
          size="s"
          icon={Search}
          placeholder="Find events"
          value={search}
          onChange={setSearch}
        />
        <Select
          label="Other events"
          size="s"
          value={unknownEventsOf(plan)}
          options={EVENT_POLICIES}
          onChange={(policy) => {
            onScreen.edit(withUnknownEvents(plan, policy));
          }}
        />
        <Select
          label="Other properties"
          size="s"
          value={properties}
          options={
            properties === 'mixed'
              ? [{ value: 'mixed', label: 'Other properties: as each event says' }, ...PROPERTY_POLICIES]
              : PROPERTY_POLICIES
          }
          onChange={(policy) => {
            if (policy !== 'mixed') onScreen.edit(withUnknownProperties(plan, policy));
          }}
        />
        <ToolbarSpacer />
        <p className={css['verdict']}>{judged === undefined ? '' : verdictOf(judged)}</p>
      </Toolbar>
      {params['as'] === 'json' ? (
        <div className={css['json']}>
          <CodeBlock label="The plan as JSON" code={printPlan(plan)} />
        </div>
      ) : (
        <ListDesk
          width="middle"
          side={
            <>
              <div className={css['newEvent']}>
                <AddName
                  label="New event"
                  placeholder="Another event"
                  action="Add event"
                  known={branches.map((branch) => branch.properties.event.const)}
                  onAdd={(event) => {
                    setSearch('');
                    onScreen.edit(withEvent(plan, emptyBranch(event)));
                    navigate('plan', { event }, { replace: true });
                  }}
                />
              </div>
              <EventList
                rows={rows}
                selected={chosen?.event}
                onSelect={(event) => {
                  navigate('plan', { event }, { replace: true });
                }}
              />
              {all.length === 0 && (
                <p className={css['nothing']}>
                  {search.trim() === ''
                    ? 'No event is planned yet, and none has arrived.'
                    : 'No event has this in its name.'}
                </p>
              )}
            </>
          }
        >
          {chosen !== undefined && (
            <EventEditor
              plan={plan}
              row={chosen}
              violations={(judged?.rows ?? []).filter(({ event }) => event === chosen.event)}
              onChange={onScreen.edit}
              onLearn={onLearn}
              onOpenEvent={setEid}
            />
          )}
        </ListDesk>
      )}
      {onScreen.isChanged && (
        <UnsavedBar
          text="The plan is changed. It is held against events once it is saved."
          onDiscard={onScreen.discard}
          onSave={() => void onScreen.save()}
        />
      )}
      <EventDrawer
        event={eid === undefined || stored?.eid !== eid ? undefined : stored}
        timezone={timezone}
        onClose={() => {
          setEid(undefined);
        }}
        onShowSessions={(event) => {
          navigate('sessions', { person: event.user_id ?? event.distinct_id });
        }}
      />
    </>
  );
}

function verdictOf({ checked, errors, warnings, waiting }: CommandOutput<'plan.violations'>): string {
  const looked = waiting > 0 ? `Looking at ${formatCount(waiting)} more. ` : '';
  if (checked === 0) return `${looked}Nothing has been looked at yet.`;
  const found = [
    ...(errors === 0 ? [] : [`${formatCount(errors)} with errors`]),
    ...(warnings === 0 ? [] : [`${formatCount(warnings)} with warnings`]),
  ];
  return `${looked}${formatPlural(checked, 'event')} held against the plan: ${found.length === 0 ? 'all as planned' : found.join(', ')}`;
}
