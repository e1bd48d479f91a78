/** The Retention view: who begins and what coming back is at the left, the cohorts at the right. Cells open persons. */
import { Repeat } from 'lucide-react';
import { useMemo, useState } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { WorkspaceInfo } from '../../../shared/contract/commands';
import {
  retentionSpecSchema,
  type RetentionCell,
  type RetentionResult,
  type RetentionSpec,
} from '../../../shared/insights/retention/spec';
import { churnSpec } from '../../parts/correlation/churn-spec';
import { InsightPage, Pending } from '../../parts/insight-page';
import { PersonsDrawer, type PersonsQuestion } from '../../parts/persons-drawer';
import { useInsight } from '../../parts/use-insight';
import { navigate } from '../../state/navigation';
import { ErrorState } from '../../ui/error-state';
import { Segmented } from '../../ui/segmented';
import { defaultRetention } from './default-spec';
import { RetentionEditor } from './retention-editor';
import { RetentionReport } from './retention-report';
import { RetentionToolbar } from './retention-toolbar';
import { cohortTitle, columnNames, valueName } from './retention-words';

const NOTHING_YET = {
  title: 'No events yet',
  text: 'Point an SDK at the collector, open a file, or load the sample product. Cohorts form as people begin.',
};

const RETURNED = [
  { value: 'yes', label: 'Came back' },
  { value: 'no', label: 'Did not' },
] as const;

export function RetentionView() {
  const { answer, events, info, page, query, state } = useInsight('retention', retentionSpecSchema, defaultRetention);
  const { spec, edit } = state;
  const [openCell, setOpenCell] = useState<RetentionCell>();
  const result = answer?.kind === 'retention' ? answer : undefined;
  const timeZone = spec?.timezone ?? info?.timezone ?? 'UTC';
  const question = useMemo(
    () =>
      spec === undefined || openCell === undefined || result === undefined
        ? undefined
        : persons(spec, result, openCell, timeZone),
    [spec, result, openCell, timeZone],
  );
  const isAsked = question !== undefined && openCell?.period !== undefined;
  return (
    <>
      <InsightPage
        title="Retention"
        noun="retention"
        icon={Repeat}
        {...page}
        nothing={events?.length === 0 ? NOTHING_YET : undefined}
        editorLabel="Retention definition"
        editor={(asked) => <RetentionEditor spec={asked} onChange={edit} />}
      >
        {(asked) => (
          <>
            <RetentionToolbar spec={asked} onChange={edit} />
            {query.status === 'failed' && query.error ? (
              <ErrorState title="This retention could not be computed" error={query.error} onRetry={query.refetch} />
            ) : result === undefined || result.average.length !== columnNames(asked).length ? (
              <Pending />
            ) : (
              <RetentionReport
                spec={asked}
                result={result}
                timeZone={timeZone}
                dataEnd={info?.to ?? 0}
                stale={query.status === 'loading'}
                onOpen={setOpenCell}
                onLeaving={leaving(asked, info, timeZone)}
              />
            )}
          </>
        )}
      </InsightPage>
      <PersonsDrawer
        question={question}
        dataVersion={answer?.meta.dataVersion}
        onClose={() => {
          setOpenCell(undefined);
        }}
        choice={
          isAsked ? (
            <Segmented
              label="Which of the cohort"
              size="s"
              value={openCell.returned === false ? 'no' : 'yes'}
              options={RETURNED}
              onChange={(value) => {
                setOpenCell({ ...openCell, returned: value === 'yes' });
              }}
            />
          ) : undefined
        }
      />
    </>
  );
}

/** Goes on to what those who stopped coming back did otherwise; undefined where the data is too short to tell. */
function leaving(spec: RetentionSpec, info: WorkspaceInfo | undefined, timeZone: string): (() => void) | undefined {
  if (info?.from === undefined || info.to === undefined) return undefined;
  const correlation = churnSpec(spec.return, spec.filter, { from: info.from, to: info.to }, timeZone);
  if (correlation === undefined) return undefined;
  return () => {
    navigate('correlation', { spec: canonicalJson(correlation) });
  };
}

/** undefined where the answer has no such cell any more. */
function persons(
  spec: RetentionSpec,
  result: RetentionResult,
  cell: RetentionCell,
  timeZone: string,
): PersonsQuestion | undefined {
  const { cohort, period, returned = true, breakdown } = cell;
  const grid = breakdown === undefined ? result : result.breakdowns?.find(({ value }) => value === breakdown);
  const isThere = grid?.cohorts.some(({ start, values }) => start === cohort && (period ?? 0) < values.length) ?? false;
  if (!isThere) return undefined;
  const when = columnNames(spec)[period ?? 0]?.phrase ?? '';
  return {
    drill: { spec, cell },
    title: period === undefined ? 'Began' : returned ? `Came back ${when}` : `Did not come back ${when}`,
    subtitle: [
      cohortTitle(Date.parse(cohort), spec.interval, timeZone),
      ...(breakdown === undefined ? [] : [valueName(breakdown)]),
    ].join(' · '),
    evidence: period !== undefined && returned ? 'The start and the first return' : 'The start',
  };
}
