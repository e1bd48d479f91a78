/** The Trends view: series at the left, their lines at the right. Every point opens its persons. */
import { ChartLine } from 'lucide-react';
import { useState } from 'react';
import { trendsSpecSchema, type TrendsSpec } from '../../../shared/insights/trends/spec';
import { InsightPage, Pending } from '../../parts/insight-page';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { useInsight } from '../../parts/use-insight';
import { useLook } from '../../parts/use-look';
import { ErrorState } from '../../ui/error-state';
import { defaultTrends } from './default-spec';
import type { TrendsLook } from './draw-trends';
import { settle } from './edit-spec';
import { SeriesEditor } from './series-editor';
import { TrendsReport, type TrendsPoint } from './trends-report';
import { TrendsToolbar } from './trends-toolbar';

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Lines appear as events arrive.',
};

const EVIDENCE = 'The events counted here';

/** A point may have more behind it than its own bucket. */
function subtitleOf({ cumulative, smooth, interval }: TrendsSpec, title: string): string {
  if (cumulative === true) return `Up to ${title}`;
  return smooth === undefined ? title : `The ${smooth} ${interval}s up to ${title}`;
}

export function TrendsView() {
  const { answer, events, info, page, query, state } = useInsight('trends', trendsSpecSchema, defaultTrends);
  const { spec, edit } = state;
  const [look, setLook] = useLook<TrendsLook>('trends', ['line', 'bar', 'table']);
  const [question, setQuestion] = useState<PersonsQuestion>();
  const result = answer?.kind === 'trends' ? answer : undefined;

  const open = ({ line, compared, bucket, title }: TrendsPoint): void => {
    if (spec === undefined) return;
    const { series, breakdown } = line;
    const cell = {
      ...(series === undefined ? {} : { series }),
      ...(bucket === undefined ? {} : { bucket }),
      ...(breakdown === undefined ? {} : { breakdown: [...breakdown] }),
      ...(compared ? { compared: true as const } : {}),
    };
    const subtitle = bucket === undefined ? title : subtitleOf(spec, title);
    setQuestion({ drill: { spec, cell }, title: line.name, subtitle, evidence: EVIDENCE });
  };

  return (
    <>
      <InsightPage
        title="Trends"
        noun="trends"
        icon={ChartLine}
        {...page}
        nothing={events?.length === 0 ? NOTHING_YET : undefined}
        editorLabel="Series"
        editor={(asked) => (
          <SeriesEditor
            spec={asked}
            onChange={(next, mergeKey) => {
              edit(settle(next), mergeKey);
            }}
          />
        )}
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
