/** The Funnel view: the steps at the left, what became of them at the right. Every bar opens its persons. */
import { Filter } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import {
  funnelSpecSchema,
  type FunnelCell,
  type FunnelResult,
  type FunnelSpec,
} from '../../../shared/insights/funnel/spec';
import type { QueryState } from '../../data/use-query';
import { InsightPage, Pending } from '../../parts/insight-page';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { useInsight } from '../../parts/use-insight';
import { useLook } from '../../parts/use-look';
import { ErrorState } from '../../ui/error-state';
import { defaultFunnel } from '../../parts/default-funnel';
import { FunnelReport } from './funnel-report';
import { FunnelToolbar, type FunnelLook } from './funnel-toolbar';
import { stepTitle } from './funnel-words';
import { Predictors } from './predictors';
import { SettingsEditor } from './settings-editor';
import { StepsEditor } from './steps-editor';

const NOTHING_YET = {
  title: 'A funnel needs two kinds of events',
  text: 'Point an SDK at the collector, open a file, or load the sample product. The funnel then moves while you click.',
};

export function FunnelView() {
  const { answer, events, page, query, state } = useInsight('funnel', funnelSpecSchema, defaultFunnel);
  const { spec, edit } = state;
  const [look, setLook] = useLook<FunnelLook>('funnel', ['chart', 'table']);
  const [openCell, setOpenCell] = useState<FunnelCell>();
  /** The persons of the panel below the chart; the drawer shows them or those of a bar. */
  const [predicted, setPredicted] = useState<{ question: PersonsQuestion; dataVersion: number }>();
  const question = useMemo(
    (): PersonsQuestion | undefined =>
      spec === undefined || openCell === undefined || openCell.step > spec.steps.length
        ? undefined
        : { drill: { spec, cell: openCell }, ...cellWords(spec, openCell) },
    [spec, openCell],
  );

  const result = answer?.kind === 'funnel' ? answer : undefined;

  return (
    <>
      <InsightPage
        title="Funnel"
        noun="funnel"
        icon={Filter}
        {...page}
        nothing={events === undefined || events.length > 1 ? undefined : NOTHING_YET}
        editorLabel="Funnel definition"
        editor={(asked) => (
          <>
            <StepsEditor spec={asked} onChange={edit} />
            <SettingsEditor spec={asked} onChange={edit} />
          </>
        )}
      >
        {(asked) => (
          <>
            <FunnelToolbar spec={asked} onChange={edit} look={look} onLook={setLook} />
            <Outcome
              query={query}
              spec={asked}
              result={result}
              computedAt={Date.parse(answer?.meta.computedAt ?? '')}
              look={look}
              openCell={openCell}
              onOpen={(cell) => {
                setPredicted(undefined);
                setOpenCell(cell);
              }}
            >
              <Predictors
                spec={asked}
                onChange={(next) => {
                  setPredicted(undefined);
                  edit(next);
                }}
                onOpen={(asking, dataVersion) => {
                  setOpenCell(undefined);
                  setPredicted({ question: asking, dataVersion });
                }}
              />
            </Outcome>
          </>
        )}
      </InsightPage>
      <PersonsDrawer
        question={predicted?.question ?? question}
        dataVersion={predicted?.dataVersion ?? answer?.meta.dataVersion}
        onClose={() => {
          setOpenCell(undefined);
          setPredicted(undefined);
        }}
      />
    </>
  );
}

function cellWords(spec: FunnelSpec, { step, outcome, breakdown }: FunnelCell): Omit<PersonsQuestion, 'drill'> {
  const here = stepTitle(spec, step - 1);
  const before = stepTitle(spec, step - 2);
  const words = { evidence: 'The events that count', ...(breakdown === undefined ? {} : { subtitle: breakdown }) };
  if (outcome === 'reached') return { ...words, title: `Reached step ${step}: ${here}` };
  const isOptional = (index: number): boolean => spec.steps[index]?.optional === true;
  const title = isOptional(step - 1)
    ? `Did not do ${here}`
    : // Who left may have passed over an optional step before it.
      isOptional(step - 2)
      ? `Left before ${here}`
      : `Left after ${before}, before ${here}`;
  return { ...words, title, evidence: 'How far they came' };
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
  readonly children: ReactNode;
}

/** The last answer stays on screen while the next is computed, as long as it is about as many steps. */
function Outcome({ query, spec, result, computedAt, look, openCell, onOpen, children }: OutcomeProps) {
  if (query.status === 'failed' && query.error) {
    return <ErrorState title="This funnel could not be computed" error={query.error} onRetry={query.refetch} />;
  }
  if (result === undefined || result.steps.length !== spec.steps.length) return <Pending />;
  return (
    <FunnelReport
      spec={spec}
      result={result}
      computedAt={computedAt}
      look={look}
      stale={query.status === 'loading'}
      openCell={openCell}
      onOpen={onOpen}
    >
      {children}
    </FunnelReport>
  );
}
