/** The Trends view: series at the left, their lines at the right. Every point opens its persons. */
import { ChartLine, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { trendsSpecSchema } from '../../../shared/insights/trends/spec';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { ExportMenu } from '../../parts/export-menu';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { ResultMeta } from '../../parts/result-meta';
import { useSpec } from '../../parts/use-spec';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { PageHeader } from '../../ui/page-header';
import { Skeleton } from '../../ui/skeleton';
import { defaultTrends } from './default-spec';
import type { TrendsLine, TrendsLook } from './draw-trends';
import { SeriesEditor } from './series-editor';
import { TrendsReport } from './trends-report';
import { TrendsToolbar } from './trends-toolbar';
import css from './trends.module.css';

const NOTHING = {};

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
  const { spec, problem, edit, undo, redo, canUndo, canRedo } = useSpec('trends', trendsSpecSchema, fallback);
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
      <PageHeader
        title="Trends"
        meta={<ResultMeta meta={answer?.meta} loading={query.status === 'loading'} />}
        actions={
          <>
            <IconButton icon={Undo2} label="Undo" shortcut="Mod+Z" disabled={!canUndo} onClick={undo} />
            <IconButton icon={Redo2} label="Redo" shortcut="Mod+Shift+Z" disabled={!canRedo} onClick={redo} />
            {spec && <ExportMenu spec={spec} />}
          </>
        }
      />
      {spec === undefined ? (
        <NoSpec problem={problem} failed={catalog.error} isEmpty={events?.length === 0} />
      ) : (
        <div className={css['columns']}>
          <aside aria-label="Series" className={css['editor']}>
            <SeriesEditor spec={spec} onChange={edit} />
          </aside>
          <div className={css['main']}>
            <TrendsToolbar spec={spec} onChange={edit} look={look} onLook={setLook} />
            {query.status === 'failed' && query.error ? (
              <ErrorState title="These trends could not be computed" error={query.error} onRetry={query.refetch} />
            ) : result === undefined ? (
              <div className={css['pending']}>
                <Skeleton height={22} width="40%" />
                <Skeleton height={340} />
              </div>
            ) : (
              <TrendsReport
                spec={spec}
                result={result}
                computedAt={Date.parse(answer?.meta.computedAt ?? '')}
                timeZone={spec.timezone ?? info?.timezone ?? 'UTC'}
                look={look}
                stale={query.status === 'loading'}
                onOpen={open}
              />
            )}
          </div>
        </div>
      )}
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

interface NoSpecProps {
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  readonly failed: { readonly code: string; readonly message: string } | undefined;
  readonly isEmpty: boolean;
}

function NoSpec({ problem, failed, isEmpty }: NoSpecProps) {
  if (problem) {
    return (
      <ErrorState
        title="This address holds no valid trends"
        error={problem}
        actions={
          <Button
            variant="primary"
            onClick={() => {
              navigate('trends', {}, { replace: true });
            }}
          >
            Show trends that work
          </Button>
        }
      />
    );
  }
  if (failed) return <ErrorState error={failed} />;
  if (!isEmpty) {
    return (
      <div className={css['pending']}>
        <Skeleton lines={6} height={20} />
      </div>
    );
  }
  return (
    <EmptyState
      icon={ChartLine}
      title="No events yet"
      text="Point an SDK at the collector, open a file, or load the sample product. Lines appear as events arrive."
      actions={
        <Button
          variant="primary"
          onClick={() => {
            navigate('welcome');
          }}
        >
          Get data in
        </Button>
      }
    />
  );
}
