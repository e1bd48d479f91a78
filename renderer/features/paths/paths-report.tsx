/** What came of the paths: the sentence, the flow or its table, what the limits cut. */
import { Waypoints } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import { usePicture } from '../../charts/picture/stage';
import { Report, ReportCard } from '../../parts/insight-report';
import { phrasesText } from '../../parts/phrases';
import { useSentence } from '../../parts/result-context';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/number-format';
import { Stat } from '../../ui/stat';
import { showMore } from './edit-spec';
import { FlowChart } from './flow-chart';
import { flowPicture } from './flow-picture';
import css from './flow.module.css';
import type { NodeAction } from './flow-node';
import type { FlowPlace } from './flow-way';
import { LinksTable } from './links-table';
import { cutWords, unitOf } from './paths-words';

export type PathsLook = 'flow' | 'table';

export interface PathsReportProps {
  readonly spec: PathsSpec;
  readonly result: PathsResult;
  /** Chooses among the values of the breakdown; undefined where there is none. */
  readonly values: ReactNode;
  readonly look: PathsLook;
  /** The next answer is being computed. */
  readonly stale: boolean;
  readonly onOpen: (place: FlowPlace) => void;
  readonly onAction: (action: NodeAction, name: string) => void;
  readonly onChange: (spec: PathsSpec) => void;
}

export function PathsReport({ spec, result, values, look, stale, onOpen, onAction, onChange }: PathsReportProps) {
  const sentence = useSentence();
  const isEmpty = result.sessions === 0;
  const makePicture = useCallback(() => Promise.resolve(flowPicture(spec, result)), [spec, result]);
  usePicture(isEmpty ? undefined : makePicture);
  if (isEmpty) {
    return (
      <EmptyState
        icon={Waypoints}
        title="No paths"
        text={`${phrasesText(sentence)} Choose other days above, or another beginning or end at the left.`}
      />
    );
  }
  const cut = cutWords(spec, result);
  return (
    <Report
      stale={stale}
      stats={
        <>
          <Stat
            label={unitOf(spec) === 'session' ? 'Sessions' : 'Paths'}
            value={formatCount(result.sessions)}
            size="l"
          />
          <Stat label="People" value={formatCount(result.persons)} />
        </>
      }
    >
      <ReportCard
        title={look === 'flow' ? 'From step to step' : 'Links from step to step'}
        fill={look === 'table'}
        actions={
          cut && (
            <div className={css['cut']}>
              <span className="num">{cut.text}</span>
              {cut.action !== undefined && (
                <Button
                  size="s"
                  onClick={() => {
                    onChange(showMore(spec, result.links.length));
                  }}
                >
                  {cut.action}
                </Button>
              )}
            </div>
          )
        }
      >
        {values}
        {look === 'flow' ? (
          <FlowChart spec={spec} result={result} summary={phrasesText(sentence)} onOpen={onOpen} onAction={onAction} />
        ) : (
          <LinksTable spec={spec} result={result} onOpen={onOpen} />
        )}
      </ReportCard>
    </Report>
  );
}
