/** The Correlation view: what is asked about at the left, what goes with it at the right. Every figure opens persons. */
import { Scale } from 'lucide-react';
import { useState } from 'react';
import {
  correlationSpecSchema,
  type CorrelationResult,
  type CorrelationSpec,
} from '../../../shared/insights/correlation/spec';
import { CorrelationPanel } from '../../parts/correlation/correlation-panel';
import { CONVERTED, IN_SEGMENT } from '../../parts/correlation/correlation-words';
import { InsightPage, Pending } from '../../parts/insight-page';
import { Report } from '../../parts/insight-report';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { RangePicker } from '../../parts/range-picker';
import { useInsight } from '../../parts/use-insight';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatShare } from '../../ui/number-format';
import { Select } from '../../ui/select';
import { Stat } from '../../ui/stat';
import { Toolbar } from '../../ui/toolbar';
import { CorrelationEditor } from './correlation-editor';
import { defaultCorrelation } from './default-spec';

const NOTHING_YET = {
  title: 'A correlation needs two kinds of events',
  text: 'Point an SDK at the collector, open a file, or load the sample product.',
};

const LEAST = ['1', '5', '10', '25', '100'] as const;

export function CorrelationView() {
  const { answer, events, info, page, query, state } = useInsight(
    'correlation',
    correlationSpecSchema,
    defaultCorrelation,
  );
  const { edit } = state;
  const [question, setQuestion] = useState<PersonsQuestion>();
  const result = answer?.kind === 'correlation' ? answer : undefined;
  const extent = info?.from === undefined || info.to === undefined ? undefined : { from: info.from, to: info.to };
  const change = (spec: CorrelationSpec): void => {
    setQuestion(undefined);
    edit(spec);
  };
  return (
    <>
      <InsightPage
        title="Correlation"
        noun="correlation"
        icon={Scale}
        {...page}
        nothing={events === undefined || events.length > 1 ? undefined : NOTHING_YET}
        editorLabel="Correlation definition"
        editor={(asked) => (
          <CorrelationEditor
            spec={asked}
            onChange={change}
            extent={extent}
            timeZone={asked.timezone ?? info?.timezone ?? 'UTC'}
          />
        )}
      >
        {(asked) => (
          <>
            <CorrelationToolbar spec={asked} onChange={change} />
            {query.status === 'failed' && query.error ? (
              <ErrorState title="This correlation could not be computed" error={query.error} onRetry={query.refetch} />
            ) : result === undefined ? (
              <Pending />
            ) : (
              <Report stale={query.status === 'loading'} stats={<Figures spec={asked} result={result} />}>
                <CorrelationPanel
                  title={asked.funnel === undefined ? 'What goes with belonging' : 'What predicts conversion'}
                  spec={asked}
                  words={asked.funnel === undefined ? IN_SEGMENT : CONVERTED}
                  onProperties={(properties) => {
                    const { properties: _before, ...rest } = asked;
                    change({ ...rest, ...(properties.length > 0 && { properties: [...properties] }) });
                  }}
                  onOpen={setQuestion}
                />
              </Report>
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

interface CorrelationToolbarProps {
  readonly spec: CorrelationSpec;
  readonly onChange: (spec: CorrelationSpec) => void;
}

function CorrelationToolbar({ spec, onChange }: CorrelationToolbarProps) {
  const { funnel } = spec;
  const least = String(spec.minCount ?? 5);
  const choices: readonly string[] = LEAST.some((count) => count === least) ? LEAST : [...LEAST, least];
  return (
    <Toolbar label="Days and least number">
      <RangePicker
        value={(funnel ?? spec).range}
        onChange={(range) => {
          onChange(funnel === undefined ? { ...spec, range } : { ...spec, funnel: { ...funnel, range } });
        }}
      />
      <Select
        label="Least number of people who did it"
        value={least}
        options={choices.map((value) => ({ value, label: `Done by ${value} or more` }))}
        onChange={(value) => {
          onChange({ ...spec, minCount: Number(value) });
        }}
      />
    </Toolbar>
  );
}

function Figures({ spec, result }: { readonly spec: CorrelationSpec; readonly result: CorrelationResult }) {
  const { converted, notConverted, findings, tested } = result;
  const all = converted + notConverted;
  return (
    <>
      <Stat label="Findings" value={formatCount(findings)} hint={`of ${formatCount(tested)} tested`} size="l" />
      <Stat
        label={spec.funnel === undefined ? 'In the segment' : 'Converted'}
        value={formatCount(converted)}
        hint={formatShare(all === 0 ? undefined : converted / all)}
      />
      <Stat
        label={spec.funnel === undefined ? 'Others' : 'Did not'}
        value={formatCount(notConverted)}
        hint={formatShare(all === 0 ? undefined : notConverted / all)}
      />
    </>
  );
}
