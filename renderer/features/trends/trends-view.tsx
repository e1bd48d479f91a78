/** The Trends view: series at the left, their lines at the right. Every point opens its persons. */
import { ChartLine } from 'lucide-react';
import { useCallback, useState } from 'react';
import { trendsSpecSchema } from '../../../shared/insights/trends/spec';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { InsightPage, Pending } from '../../parts/insight-page';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { useSpec } from '../../parts/use-spec';
import { ErrorState } from '../../ui/error-state';
import { defaultTrends } from './default-spec';
import type { TrendsLine, TrendsLook } from './draw-trends';
import { SeriesEditor } from './series-editor';
import { TrendsReport } from './trends-report';
import { TrendsToolbar } from './trends-toolbar';

const NOTHING = {};

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Lines appear as events arrive.',
};

export function TrendsView() {
  const catalog = useQuery('catalog.events', NOTHING);
  const info = latest(useWorkspaceInfo());
  const events = catalog.value;
  const from = info?.from;
  const to = info?.to;
  const fallback = useCallback(
    () =>
      events === undefined || from === undefined || to === undefined ? undefined : defaultTrends(events, { from, to }),
    [events, from, to],
  );
  const state = useSpec('trends', trendsSpecSchema, fallback);
  const { spec, edit } = state;
  const query = useQuery('insight.run', spec === undefined ? undefined : { spec });
  const [look, setLook] = useState<TrendsLook>('line');
  const [question, setQuestion] = useState<PersonsQuestion>();
  const answer = latest(query);
  const result = answer?.kind === 'trends' ? answer : undefined;

  const open = (line: TrendsLine, bucket: number, title: string): void => {
    if (spec === undefined) return;
    const { series, breakdown } = line;
    const cell = { series, bucket, ...(breakdown === undefined ? {} : { breakdown: [...breakdown] }) };
    setQuestion({ drill: { spec, cell }, title: line.name, subtitle: title, evidence: 'The events counted here' });
  };

  return (
    <>
      <InsightPage
        title="Trends"
        noun="trends"
        icon={ChartLine}
        state={state}
        answer={answer}
        loading={query.status === 'loading'}
        failed={catalog.error}
        nothing={events?.length === 0 ? NOTHING_YET : undefined}
        editorLabel="Series"
        editor={(asked) => <SeriesEditor spec={asked} onChange={edit} />}
      >
        {(asked) => (
          <>
            <TrendsToolbar spec={asked} onChange={edit} look={look} onLook={setLook} />
            {query.status === 'failed' && query.error ? (
              <ErrorState title="These trends could not be computed" error={query.error} onRetry={query.refetch} />
            ) : result === undefined ? (
              <Pending />
            ) : (
              <TrendsReport
                spec={asked}
                result={result}
                computedAt={Date.parse(answer?.meta.computedAt ?? '')}
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
