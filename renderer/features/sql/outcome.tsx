/** What came of the query: rows or a chart, what was wrong with it, or, before the first, where to begin. */
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../shared/contract/errors';
import { cx } from '../../ui/cx';
import { Segmented } from '../../ui/segmented';
import { Skeleton } from '../../ui/skeleton';
import { EXAMPLES } from './examples';
import { ResultChart } from './result-chart';
import { ResultRows } from './result-rows';
import css from './sql.module.css';
import type { SqlRun } from './use-sql-run';

const LOOKS = [
  { value: 'rows', label: 'Rows' },
  { value: 'chart', label: 'Chart' },
] as const;
type Look = (typeof LOOKS)[number]['value'];

export interface OutcomeProps {
  readonly run: SqlRun;
  /** The address holds what is no query. */
  readonly problem: AppError | undefined;
  /** Runs an example. */
  readonly onPick: (sql: string) => void;
}

export function Outcome({ run, problem, onPick }: OutcomeProps) {
  const [look, setLook] = useState<Look>('rows');
  const error = run.status === 'failed' ? run.error : run.status === 'idle' ? problem : undefined;
  if (error !== undefined) {
    return (
      <div role="alert" className={css['failure']}>
        <TriangleAlert aria-hidden size={16} />
        <p className={css['message']}>{error.message}</p>
      </div>
    );
  }
  const { answer } = run;
  if (answer === undefined) {
    if (run.status !== 'running') return <Start onPick={onPick} />;
    return (
      <div className={css['waiting']}>
        <Skeleton lines={8} height={18} />
      </div>
    );
  }
  return (
    <section aria-label="Result" className={cx(css['outcome'], run.status === 'running' && css['stale'])}>
      <div className={css['head']}>
        <Segmented label="Result as" size="s" value={look} options={LOOKS} onChange={setLook} />
        <span className={css['faint']}>{answer.columns.length} columns</span>
      </div>
      {look === 'rows' ? <ResultRows key={answer.meta.computedAt} result={answer} /> : <ResultChart result={answer} />}
    </section>
  );
}

function Start({ onPick }: Pick<OutcomeProps, 'onPick'>) {
  return (
    <section aria-label="Where to begin" className={css['start']}>
      <h2 className={css['heading']}>Ask anything of events, sessions and people</h2>
      <p className={css['text']}>
        One SELECT in DuckDB’s dialect over five tables. Nothing that is asked here can change or leave the workspace.
      </p>
      <ul className={css['examples']}>
        {EXAMPLES.map(({ title, sql }) => (
          <li key={title}>
            <button
              type="button"
              className={css['example']}
              onClick={() => {
                onPick(sql);
              }}
            >
              <span className={css['exampleTitle']}>{title}</span>
              <code className={css['exampleCode']}>{sql}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
