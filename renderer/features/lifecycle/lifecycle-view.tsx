/** The Lifecycle view: what counts as active at the left, what became of people at the right. Pieces open persons. */
import { BarChart3, Sprout, Table2 } from 'lucide-react';
import { useState } from 'react';
import { lifecycleSpecSchema, type LifecycleStatus } from '../../../shared/insights/lifecycle/spec';
import { ActiveEditor } from '../../parts/active-editor';
import { InsightPage, Pending } from '../../parts/insight-page';
import { IntervalSelect } from '../../parts/interval-select';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { RangePicker } from '../../parts/range-picker';
import { useInsight } from '../../parts/use-insight';
import { useLook } from '../../parts/use-look';
import { ErrorState } from '../../ui/error-state';
import { Segmented } from '../../ui/segmented';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { LifecycleReport, type LifecycleLook } from './lifecycle-report';
import { defaultLifecycle, STATUSES } from './lifecycle-words';

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Bars appear as people come and go.',
};

const LOOKS = [
  { value: 'bars', label: 'Bars', icon: BarChart3 },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

export function LifecycleView() {
  const { answer, events, info, page, query, state } = useInsight('lifecycle', lifecycleSpecSchema, defaultLifecycle);
  const { spec, edit } = state;
  const [look, setLook] = useLook<LifecycleLook>('lifecycle', ['bars', 'table']);
  const [question, setQuestion] = useState<PersonsQuestion>();
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
        {...page}
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
                extent={{ from: info?.from, to: info?.to }}
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
