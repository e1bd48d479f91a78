/** What predicts converting in a funnel, or belonging to a segment: asked once it is in sight, by properties on demand. */
import { Maximize2, Scale } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { CorrelationCell, CorrelationResult, CorrelationSpec } from '../../../shared/insights/correlation/spec';
import { PictureStageProvider, usePicture } from '../../charts/picture/stage';
import { latest, useQuery } from '../../data/use-query';
import { navigate } from '../../state/navigation';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { IconButton } from '../../ui/icon-button';
import { Skeleton } from '../../ui/skeleton';
import { ExportMenu } from '../export-menu';
import { ReportCard } from '../insight-report';
import type { PersonsQuestion } from '../persons-drawer';
import { correlationPicture } from './correlation-picture';
import { CorrelationTable, type RowEdits } from './correlation-table';
import { cautions, cellWords, nothingWords, type GroupWords } from './correlation-words';
import css from './correlation.module.css';
import { PropertyChoice } from './property-choice';
import { useSeen } from './use-seen';

export interface CorrelationPanelProps extends RowEdits {
  readonly title: string;
  readonly spec: CorrelationSpec;
  readonly words: GroupWords;
  readonly onProperties: (properties: readonly string[]) => void;
  readonly onOpen: (question: PersonsQuestion, dataVersion: number) => void;
}

/** On the page of its own, whose head exports it. */
export function CorrelationPanel(props: CorrelationPanelProps) {
  return <Panel {...props} aside={false} />;
}

/** Below another insight: with an export of its own, and a way to its page. */
export function CorrelationAside(props: CorrelationPanelProps) {
  return (
    <PictureStageProvider>
      <Panel {...props} aside />
    </PictureStageProvider>
  );
}

function Panel({
  title,
  spec,
  words,
  onProperties,
  onOpen,
  aside,
  ...edits
}: CorrelationPanelProps & { readonly aside: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  const seen = useSeen(host);
  const query = useQuery(
    'insight.run',
    useMemo(() => (seen ? { spec } : undefined), [seen, spec]),
  );
  const answer = latest(query);
  const result = answer?.kind === 'correlation' ? answer : undefined;
  const stale = query.status === 'loading';
  const open = (cell: CorrelationCell): void => {
    const evidence = cell.did && cell.event !== undefined ? 'When they did it' : 'When it began for them';
    if (result) onOpen({ drill: { spec, cell }, ...cellWords(cell, words), evidence }, result.meta.dataVersion);
  };
  return (
    <ReportCard
      title={title}
      actions={
        <div className={css['tools']}>
          <PropertyChoice value={spec.properties ?? []} onChange={onProperties} />
          {aside && (
            <>
              <IconButton
                icon={Maximize2}
                size="s"
                label="Open on a page of its own"
                onClick={() => {
                  navigate('correlation', { spec: canonicalJson(spec) });
                }}
              />
              <ExportMenu
                title={title}
                iconLabel="Save or copy these figures"
                spec={spec}
                result={stale ? undefined : result}
              />
            </>
          )}
        </div>
      }
    >
      <div ref={host} className={css['panel']}>
        {query.status === 'failed' ? (
          <ErrorState compact title="This could not be compared" error={query.error} onRetry={query.refetch} />
        ) : result === undefined ? (
          <Skeleton lines={6} height={22} />
        ) : (
          <Rows result={result} words={words} stale={stale} onOpen={open} {...edits} />
        )}
      </div>
    </ReportCard>
  );
}

interface RowsProps extends RowEdits {
  readonly result: CorrelationResult;
  readonly words: GroupWords;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (cell: CorrelationCell) => void;
}

function Rows({ result, words, stale, ...table }: RowsProps) {
  const nothing = nothingWords(result, words);
  const makePicture = useCallback(() => Promise.resolve(correlationPicture(result, words)), [result, words]);
  usePicture(nothing === undefined ? makePicture : undefined);
  if (nothing !== undefined) return <EmptyState compact icon={Scale} title="Nothing to tell apart" text={nothing} />;
  return (
    <div className={css['rows']} data-stale={stale} aria-busy={stale}>
      <CorrelationTable result={result} words={words} {...table} />
      <ul className={css['cautions']}>
        {cautions(result).map((caution) => (
          <li key={caution}>{caution}</li>
        ))}
      </ul>
    </div>
  );
}
