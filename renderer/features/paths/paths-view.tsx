/** The Paths view: what paths go through at the left, the flow at the right. Names, bands and ends open persons. */
import { Table2, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { pathsSpecSchema, type PathsResult, type PathsSpec } from '../../../shared/insights/paths/spec';
import { valueName } from '../../../shared/insights/explain/value-words';
import { BreakdownPicker } from '../../parts/breakdown-picker';
import { InsightPage, Pending } from '../../parts/insight-page';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { RangePicker } from '../../parts/range-picker';
import { useInsight } from '../../parts/use-insight';
import { useLook } from '../../parts/use-look';
import { ErrorState } from '../../ui/error-state';
import { Segmented } from '../../ui/segmented';
import { toast } from '../../ui/toast';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import { defaultPaths } from './default-spec';
import { beginAt, endAt, leaveOut } from './edit-spec';
import { findMatcher } from './find-matcher';
import type { NodeAction } from './flow-node';
import type { FlowPlace } from './flow-way';
import { PathValues } from './path-values';
import { PathsEditor } from './paths-editor';
import { PathsReport, type PathsLook } from './paths-report';
import { nodeTitle, stepTitle } from './paths-words';

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Paths appear with the first sessions.',
};

const LOOKS = [
  { value: 'flow', label: 'Flow', icon: Waypoints },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

const EDITS = { begin: beginAt, end: endAt, leaveOut };

export function PathsView() {
  const { answer, events, page, query, state } = useInsight('paths', pathsSpecSchema, defaultPaths);
  const { spec, edit } = state;
  const [look, setLook] = useLook<PathsLook>('paths', ['flow', 'table']);
  const [question, setQuestion] = useState<PersonsQuestion>();
  const [chosen, setChosen] = useState<string>();
  const result = answer?.kind === 'paths' ? answer : undefined;
  const flow = result === undefined ? undefined : flowOf(result, chosen);

  const act = async (action: NodeAction, name: string): Promise<void> => {
    if (spec === undefined) return;
    const matcher = await findMatcher(spec, name);
    if (matcher.ok) edit(EDITS[action](spec, matcher.value));
    else toast({ tone: 'bad', title: `«${nodeTitle(spec.of, name)}» cannot be used`, text: matcher.error });
  };

  return (
    <>
      <InsightPage
        title="Paths"
        noun="paths"
        icon={Waypoints}
        {...page}
        nothing={events?.length === 0 ? NOTHING_YET : undefined}
        editorLabel="Paths definition"
        editor={(asked) => <PathsEditor spec={asked} onChange={edit} />}
      >
        {(asked) => (
          <>
            <Toolbar label="Days, breakdown and look">
              <RangePicker
                value={asked.range}
                onChange={(range) => {
                  edit({ ...asked, range });
                }}
              />
              <BreakdownPicker
                value={asked.breakdown}
                onChange={(breakdown) => {
                  setChosen(undefined);
                  edit({ ...asked, breakdown });
                }}
              />
              <ToolbarSpacer />
              <Segmented label="Look" value={look} options={LOOKS} onChange={setLook} />
            </Toolbar>
            {query.status === 'failed' && query.error ? (
              <ErrorState title="These paths could not be computed" error={query.error} onRetry={query.refetch} />
            ) : flow === undefined ? (
              <Pending />
            ) : (
              <PathsReport
                spec={asked}
                result={flow.result}
                values={
                  result?.breakdowns && (
                    <PathValues of={asked} result={result} chosen={flow.value} onChoose={setChosen} />
                  )
                }
                look={look}
                stale={query.status === 'loading'}
                onOpen={(place) => {
                  setQuestion(persons(asked, flow, place));
                }}
                onAction={(action, name) => void act(action, name)}
                onChange={edit}
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

interface ShownFlow {
  readonly result: PathsResult;
  /** The value of the breakdown that it is of; undefined for all. */
  readonly value: string | undefined;
}

/** The flow of a value, or of all where the answer has none of it. */
function flowOf(result: PathsResult, chosen: string | undefined): ShownFlow {
  const found = result.breakdowns?.find(({ value }) => value === chosen);
  if (found === undefined) return { result, value: undefined };
  const { value, ...flow } = found;
  return { result: { kind: 'paths', ...flow }, value };
}

function persons(spec: PathsSpec, { result, value }: ShownFlow, place: FlowPlace): PersonsQuestion {
  const of = value === undefined ? {} : { breakdown: value };
  const within = value === undefined ? '' : `, ${valueName(value)}`;
  const at = (id: string) => {
    const node = result.nodes.find((candidate) => candidate.id === id);
    return { title: nodeTitle(spec.of, node?.name ?? ''), step: stepTitle(spec, node?.step ?? 0) };
  };
  switch (place.of) {
    case 'node': {
      const { title, step } = at(place.id);
      return {
        drill: { spec, cell: { node: place.id, ...of } },
        title,
        subtitle: `${step}${within}`,
        evidence: 'Their events there',
      };
    }
    case 'link': {
      const { source, target } = place;
      return {
        drill: { spec, cell: { source, target, ...of } },
        title: `${at(source).title} → ${at(target).title}`,
        subtitle: `${at(source).step}${within}`,
        evidence: 'The two events of the step',
      };
    }
    case 'drop': {
      const { title, step } = at(place.node);
      return {
        drill: { spec, cell: { dropoff: place.node, ...of } },
        title: `Ended at ${title}`,
        subtitle: `${step}${within}`,
        evidence: 'The last event of the path',
      };
    }
  }
}
