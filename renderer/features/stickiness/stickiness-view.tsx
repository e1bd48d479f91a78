/**
 * The Stickiness view: on how many days people come, or how often they do it. Both questions live at one address: its
 * spec's kind says which is asked. Bars open persons.
 */
import { Magnet } from 'lucide-react';
import { useState } from 'react';
import type { DrillRef } from '../../../shared/contract/commands';
import type { InsightResult } from '../../../shared/insights/specs';
import { ActiveEditor } from '../../parts/active-editor';
import { InsightPage, Pending } from '../../parts/insight-page';
import { matcherTitle } from '../../parts/matcher-words';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { useInsight } from '../../parts/use-insight';
import { useLook } from '../../parts/use-look';
import { ErrorState } from '../../ui/error-state';
import { FrequencyReport } from './frequency-report';
import { defaultHabit, habitSpecSchema, type HabitSpec } from './habit-spec';
import { HabitToolbar, type HabitLook } from './habit-toolbar';
import { StickinessReport } from './stickiness-report';

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Bars appear as people come again.',
};

export function StickinessView() {
  const { answer, events, page, query, state } = useInsight('stickiness', habitSpecSchema, defaultHabit);
  const { edit } = state;
  const [look, setLook] = useLook<HabitLook>('stickiness', ['bars', 'table']);
  const [question, setQuestion] = useState<PersonsQuestion>();
  const ask = (drill: DrillRef, asked: HabitSpec, subtitle: string): void => {
    setQuestion({ drill, title: matcherTitle(asked.match), subtitle, evidence: 'The events counted here' });
  };
  return (
    <>
      <InsightPage
        title="Stickiness"
        noun="stickiness"
        icon={Magnet}
        {...page}
        nothing={events?.length === 0 ? NOTHING_YET : undefined}
        editorLabel="Stickiness definition"
        editor={(asked) => (
          <ActiveEditor
            match={asked.match}
            filter={asked.filter}
            hint={hintOf(asked)}
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
            <HabitToolbar spec={asked} onChange={edit} look={look} onLook={setLook} />
            {query.status === 'failed' && query.error ? (
              <ErrorState title="This question could not be answered" error={query.error} onRetry={query.refetch} />
            ) : (
              <Outcome spec={asked} answer={answer} look={look} stale={query.status === 'loading'} onAsk={ask} />
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

function hintOf(spec: HabitSpec): string {
  if (spec.kind === 'frequency') {
    return 'How many such events each unit holds. Units without one do not count.';
  }
  return `In how many ${spec.interval}s each person did this. DAU / WAU and DAU / MAU: of the people active in the 7 or 30 days up to a day, the share active on that day, over all days.`;
}

interface OutcomeProps {
  readonly spec: HabitSpec;
  readonly answer: InsightResult | undefined;
  readonly look: HabitLook;
  readonly stale: boolean;
  readonly onAsk: (drill: DrillRef, spec: HabitSpec, subtitle: string) => void;
}

/** The last answer stays on screen while the next is computed, as long as it is of the same kind. */
function Outcome({ spec, answer, look, stale, onAsk }: OutcomeProps) {
  if (spec.kind === 'stickiness' && answer?.kind === 'stickiness') {
    return (
      <StickinessReport
        spec={spec}
        result={answer}
        look={look}
        stale={stale}
        onOpen={(cell, title) => {
          onAsk({ spec, cell }, spec, title);
        }}
      />
    );
  }
  if (spec.kind === 'frequency' && answer?.kind === 'frequency') {
    return (
      <FrequencyReport
        spec={spec}
        result={answer}
        look={look}
        stale={stale}
        onOpen={(cell, title) => {
          onAsk({ spec, cell }, spec, spec.per === 'person' ? title : `${title} in one ${spec.per}`);
        }}
      />
    );
  }
  return <Pending />;
}
