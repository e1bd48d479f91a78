/** What predicts converting in a funnel, or belonging to a segment: asked once it is in sight, by properties on demand. */
import { Scale, Tags } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { isTestable, type CorrelationSpec } from '../../../shared/insights/correlation/spec';
import { usePicture } from '../../charts/picture/stage';
import { latest, useQuery } from '../../data/use-query';
import { Combobox } from '../../ui/combobox';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Skeleton } from '../../ui/skeleton';
import { usePropertyItems } from '../catalog';
import { ReportCard } from '../insight-report';
import parts from '../parts.module.css';
import type { PersonsQuestion } from '../persons-drawer';
import { propertyLabel } from '../property-words';
import { correlationPicture } from './correlation-picture';
import { CorrelationTable, type RowEdits } from './correlation-table';
import { cautions, cellWords, nothingWords, type GroupWords } from './correlation-words';
import css from './correlation.module.css';
import { useSeen } from './use-seen';

const MOST_PROPERTIES = 5;

export interface CorrelationPanelProps extends RowEdits {
  readonly title: string;
  readonly spec: CorrelationSpec;
  readonly words: GroupWords;
  readonly onProperties: (properties: readonly string[]) => void;
  readonly onOpen: (question: PersonsQuestion, dataVersion: number) => void;
}

export function CorrelationPanel({ title, spec, words, onProperties, onOpen, ...edits }: CorrelationPanelProps) {
  const host = useRef<HTMLDivElement>(null);
  const seen = useSeen(host);
  const properties = spec.properties ?? [];
  return (
    <ReportCard title={title} actions={<PropertyChoice value={properties} onChange={onProperties} />}>
      <div ref={host} className={css['panel']}>
        <Rows spec={seen ? spec : undefined} words={words} onOpen={onOpen} {...edits} />
      </div>
    </ReportCard>
  );
}

interface RowsProps extends RowEdits {
  readonly spec: CorrelationSpec | undefined;
  readonly words: GroupWords;
  readonly onOpen: (question: PersonsQuestion, dataVersion: number) => void;
}

function Rows({ spec, words, onOpen, ...edits }: RowsProps) {
  const query = useQuery(
    'insight.run',
    useMemo(() => (spec === undefined ? undefined : { spec }), [spec]),
  );
  const answer = latest(query);
  const result = answer?.kind === 'correlation' && nothingWords(answer, words) === undefined ? answer : undefined;
  const makePicture = useCallback(
    () => Promise.resolve(result === undefined ? undefined : correlationPicture(result, words)),
    [result, words],
  );
  // Below the charts.
  usePicture(result === undefined ? undefined : makePicture, 30);
  if (query.status === 'failed') {
    return <ErrorState compact title="This could not be compared" error={query.error} onRetry={query.refetch} />;
  }
  if (spec === undefined || answer?.kind !== 'correlation') return <Skeleton lines={6} height={22} />;
  const nothing = nothingWords(answer, words);
  if (nothing !== undefined) return <EmptyState compact icon={Scale} title="Nothing to tell apart" text={nothing} />;
  return (
    <div className={css['rows']} data-stale={query.status === 'loading'} aria-busy={query.status === 'loading'}>
      <CorrelationTable
        result={answer}
        words={words}
        onOpen={(cell) => {
          const drill = { spec, cell };
          const evidence = cell.did && cell.event !== undefined ? 'When they did it' : 'When it began for them';
          onOpen({ drill, ...cellWords(cell, words), evidence }, answer.meta.dataVersion);
        }}
        {...edits}
      />
      <ul className={css['cautions']}>
        {cautions(answer).map((caution) => (
          <li key={caution}>{caution}</li>
        ))}
      </ul>
    </div>
  );
}

interface PropertyChoiceProps {
  readonly value: readonly string[];
  readonly onChange: (properties: readonly string[]) => void;
}

function PropertyChoice({ value, onChange }: PropertyChoiceProps) {
  const catalog = usePropertyItems();
  return (
    <div role="group" aria-label="Also by the values of" className={parts['filters']}>
      {value.map((property) => (
        <button
          key={property}
          type="button"
          className={parts['chip']}
          aria-label={`${propertyLabel(property)}: remove`}
          onClick={() => {
            onChange(value.filter((other) => other !== property));
          }}
        >
          {propertyLabel(property)} ×
        </button>
      ))}
      {value.length < MOST_PROPERTIES && (
        <Combobox
          label="Also by the values of a property"
          items={catalog.items.filter((item) => isTestable(item.value) && !value.includes(item.value))}
          loading={catalog.loading}
          onChange={(property) => {
            onChange([...value, property]);
          }}
          trigger={
            <button type="button" className={parts['add']}>
              <Tags aria-hidden size={12} />
              {value.length === 0 ? 'Also by a property' : 'Add'}
            </button>
          }
        />
      )}
    </div>
  );
}
