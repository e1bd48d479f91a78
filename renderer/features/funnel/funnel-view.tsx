/** The Funnel view: the steps at the left, what became of them at the right. Every bar opens its persons. */
import { Filter, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import {
  funnelSpecSchema,
  type FunnelCell,
  type FunnelResult,
  type FunnelSpec,
} from '../../../shared/insights/funnel/spec';
import { latest, useQuery, type QueryState } from '../../data/use-query';
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
import { defaultFunnel } from './default-spec';
import { FunnelReport } from './funnel-report';
import { FunnelToolbar, type FunnelLook } from './funnel-toolbar';
import css from './funnel.module.css';
import { stepTitle } from './funnel-words';
import { SettingsEditor } from './settings-editor';
import { StepsEditor } from './steps-editor';

const NOTHING = {};

export function FunnelView() {
  const catalog = useQuery('catalog.events', NOTHING);
  const events = catalog.value;
  const fallback = useCallback(() => (events === undefined ? undefined : defaultFunnel(events)), [events]);
  const { spec, problem, edit, undo, redo, canUndo, canRedo } = useSpec('funnel', funnelSpecSchema, fallback);
  const query = useQuery('insight.run', spec === undefined ? undefined : { spec });
  const [look, setLook] = useState<FunnelLook>('chart');
  const [openCell, setOpenCell] = useState<FunnelCell>();
  const question = useMemo(
    (): PersonsQuestion | undefined =>
      spec === undefined || openCell === undefined || openCell.step > spec.steps.length
        ? undefined
        : { drill: { spec, cell: openCell }, ...cellWords(spec, openCell) },
    [spec, openCell],
  );

  const answer = latest(query);
  const result = answer?.kind === 'funnel' ? answer : undefined;

  return (
    <>
      <PageHeader
        title="Funnel"
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
        <NoSpec problem={problem} failed={catalog.error} hasEvents={events === undefined || events.length > 1} />
      ) : (
        <div className={css['columns']}>
          <aside aria-label="Funnel definition" className={css['editor']}>
            <StepsEditor spec={spec} onChange={edit} />
            <SettingsEditor spec={spec} onChange={edit} />
          </aside>
          <div className={css['main']}>
            <FunnelToolbar spec={spec} onChange={edit} look={look} onLook={setLook} />
            <Outcome
              query={query}
              spec={spec}
              result={result}
              computedAt={Date.parse(answer?.meta.computedAt ?? '')}
              look={look}
              openCell={openCell}
              onOpen={setOpenCell}
            />
          </div>
        </div>
      )}
      <PersonsDrawer
        question={question}
        dataVersion={answer?.meta.dataVersion}
        onClose={() => {
          setOpenCell(undefined);
        }}
      />
    </>
  );
}

function cellWords(spec: FunnelSpec, { step, outcome, breakdown }: FunnelCell): Omit<PersonsQuestion, 'drill'> {
  const here = stepTitle(spec, step - 1);
  const before = stepTitle(spec, step - 2);
  const words = { evidence: 'The events that count', ...(breakdown === undefined ? {} : { subtitle: breakdown }) };
  return outcome === 'reached'
    ? { ...words, title: `Reached step ${step}: ${here}` }
    : { ...words, title: `Left after ${before}, before ${here}`, evidence: 'How far they came' };
}

interface NoSpecProps {
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  readonly failed: { readonly code: string; readonly message: string } | undefined;
  readonly hasEvents: boolean;
}

function NoSpec({ problem, failed, hasEvents }: NoSpecProps) {
  if (problem) {
    return (
      <ErrorState
        title="This address holds no valid funnel"
        error={problem}
        actions={
          <Button
            variant="primary"
            onClick={() => {
              navigate('funnel', {}, { replace: true });
            }}
          >
            Show a funnel that works
          </Button>
        }
      />
    );
  }
  if (failed) return <ErrorState error={failed} />;
  if (hasEvents) {
    return (
      <div className={css['pending']}>
        <Skeleton lines={6} height={20} />
      </div>
    );
  }
  return (
    <EmptyState
      icon={Filter}
      title="A funnel needs two kinds of events"
      text="Point an SDK at the collector, open a file, or load the sample product. The funnel then moves while you click."
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

interface OutcomeProps {
  readonly query: QueryState<unknown>;
  readonly spec: FunnelSpec;
  readonly result: FunnelResult | undefined;
  /** UTC ms. */
  readonly computedAt: number;
  readonly look: FunnelLook;
  readonly openCell: FunnelCell | undefined;
  readonly onOpen: (cell: FunnelCell) => void;
}

/** The last answer stays on screen while the next is computed, as long as it is about as many steps. */
function Outcome({ query, spec, result, computedAt, look, openCell, onOpen }: OutcomeProps) {
  if (query.status === 'failed' && query.error) {
    return <ErrorState title="This funnel could not be computed" error={query.error} onRetry={query.refetch} />;
  }
  if (result === undefined || result.steps.length !== spec.steps.length) {
    return (
      <div className={css['pending']}>
        <Skeleton height={22} width="58%" />
        <Skeleton height={320} />
      </div>
    );
  }
  return (
    <FunnelReport
      spec={spec}
      result={result}
      computedAt={computedAt}
      look={look}
      stale={query.status === 'loading'}
      openCell={openCell}
      onOpen={onOpen}
    />
  );
}
