/** The Lifecycle view: what counts as active at the left, what became of people at the right. Pieces open persons. */
import { BarChart3, Sprout, Table2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { lifecycleSpecSchema, type LifecycleStatus } from '../../../shared/insights/lifecycle/spec';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { ActiveEditor } from '../../parts/active-editor';
import { InsightPage, Pending } from '../../parts/insight-page';
import { IntervalSelect } from '../../parts/interval-select';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { RangePicker } from '../../parts/range-picker';
import { useSpec } from '../../parts/use-spec';
import { ErrorState } from '../../ui/error-state';
import { Segmented } from '../../ui/segmented';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { LifecycleReport, type LifecycleLook } from './lifecycle-report';
import { defaultLifecycle, STATUSES } from './lifecycle-words';

const NOTHING = {};

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Bars appear as people come and go.',
};

const LOOKS = [
  { value: 'bars', label: 'Bars', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

export function LifecycleView() {
  const catalog = useQuery('catalog.events', NOTHING);
  const info = latest(useWorkspaceInfo());
  const events = catalog.value;
  const from = info?.from;
  const to = info?.to;
  const fallback = useCallback(
    () =>
      events === undefined || from === undefined || to === undefined
        ? undefined
        : defaultLifecycle(events, { from, to }),
    [events, from, to],
  );
  const state = useSpec('lifecycle', lifecycleSpecSchema, fallback);
  const { spec, edit } = state;
  const query = useQuery('insight.run', spec === undefined ? undefined : { spec });
  const [look, setLook] = useState<LifecycleLook>('bars');
  const [question, setQuestion] = useState<PersonsQuestion>();
  const answer = latest(query);
  const result = answer?.kind === 'lifecycle' ? answer : undefined;

  const open = (bucket: number, status: LifecycleStatus, title: string): void => {
    if (spec === undefined) return;
    const name = STATUSES.find((words) => words.status === status)?.name ?? status;
    setQuestion({
      drill: { spec, cell: { bucket, status } },
      title: name,
      subtitle: title,
      evidence: status === 'dormant' ? 'Their last event before' : 'Their first event there',
    });
  };

  return (
    <>
      <InsightPage
        title="Lifecycle"
        noun="lifecycle"
        icon={Sprout}
        state={state}
        answer={answer}
        loading={query.status === 'loading'}
        failed={catalog.error}
        nothing={events?.length === 0 ? NOTHING_YET : undefined}
        editorLabel="Lifecycle definition"
        editor={(asked) => (
          <ActiveEditor
            match={asked.match}
            filter={asked.filter}
            hint={`Each ${asked.interval}, people are new, returning or resurrecting if they did this, dormant if they did it the ${asked.interval} before and not in this one. New means their first event of any kind.`}
            onMatch={(match) => {
              edit({ ...asked, match });
            }}
            onFilter={(filter) => {
              edit({ ...asked, filter });
            }}
          />
        )}
      >
        {(asked) => (
          <>
            <Toolbar label="Days, interval and look">
              <RangePicker
                value={asked.range}
                onChange={(range) => {
                  edit({ ...asked, range });
                }}
              />
              <IntervalSelect
                value={asked.interval}
                onChange={(interval) => {
                  edit({ ...asked, interval });
                }}
              />
              <ToolbarSpacer />
              <Segmented label="Look" value={look} options={LOOKS} onChange={setLook} />
            </Toolbar>
            {query.status === 'failed' && query.error ? (
              <ErrorState title="This lifecycle could not be computed" error={query.error} onRetry={query.refetch} />
            ) : result === undefined ? (
              <Pending />
            ) : (
              <LifecycleReport
                spec={asked}
                result={result}
                computedAt={Date.parse(answer?.meta.computedAt ?? '')}
                extent={{ from, to }}
                timeZone={asked.timezone ?? info?.timezone ?? 'UTC'}
                look={look}
                stale={query.status === 'loading'}
                onOpen={open}
              />
            )}
          </>
        )}
      </InsightPage>
      <PersonsDrawer
        question={question}
        dataVersion={answer?.meta.dataVersion}
        onClose={() => {
          setQuestion(undefined);
        }}
      />
    </>
  );
}
