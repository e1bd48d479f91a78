/** Below the editor: values of `$names`, run or cancel, how many rows, and how it went. */
import { Play, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { SQL_DEFAULT_ROWS, SQL_MOST_ROWS } from '../../../shared/insights/sql/spec';
import { Button } from '../../ui/button';
import { Keys } from '../../ui/kbd';
import { formatCount, formatPlural } from '../../ui/number-format';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { type Draft, paramsOf } from './draft';
import css from './sql.module.css';
import type { SqlRun } from './use-sql-run';

const LIMITS = [100, 1_000, SQL_DEFAULT_ROWS, SQL_MOST_ROWS];

export interface QueryBarProps {
  readonly draft: Draft;
  readonly run: SqlRun;
  readonly onChange: (draft: Draft) => void;
  readonly onRun: () => void;
  readonly onCancel: () => void;
}

export function QueryBar({ draft, run, onChange, onRun, onCancel }: QueryBarProps) {
  const names = paramsOf(draft.sql);
  const limits = LIMITS.includes(draft.limit) ? LIMITS : [...LIMITS, draft.limit].sort((a, b) => a - b);
  return (
    <div className={css['bar']}>
      {names.length > 0 && (
        <div role="group" aria-label="Values" className={css['params']}>
          {names.map((name) => (
            <TextField
              key={name}
              label={`$${name}`}
              size="s"
              className={css['param']}
              value={draft.params[name] ?? ''}
              onChange={(value) => {
                onChange({ ...draft, params: { ...draft.params, [name]: value } });
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter') onRun();
              }}
            />
          ))}
        </div>
      )}
      <div className={css['actions']}>
        {run.status === 'running' ? (
          <Button icon={Square} onClick={onCancel}>
            Cancel
          </Button>
        ) : (
          <Button variant="primary" icon={Play} disabled={draft.sql.trim() === ''} onClick={onRun}>
            Run
          </Button>
        )}
        <span className={css['keys']}>
          <Keys combo="Mod+Enter" />
        </span>
        <Select
          label="Rows at most"
          size="m"
          look="quiet"
          value={String(draft.limit)}
          options={limits.map((limit) => ({ value: String(limit), label: `${formatCount(limit)} rows at most` }))}
          onChange={(limit) => {
            onChange({ ...draft, limit: Number(limit) });
          }}
        />
        <span role="status" className={css['state']}>
          <Standing run={run} />
        </span>
      </div>
    </div>
  );
}

function Standing({ run }: { readonly run: SqlRun }) {
  switch (run.status) {
    case 'running':
      return <Elapsed since={run.began ?? 0} />;
    case 'cancelled':
      return 'Cancelled';
    case 'done': {
      const { rowCount = 0, truncated } = run.answer ?? {};
      return truncated === true
        ? `The first ${formatPlural(rowCount, 'row')}; there are more`
        : formatPlural(rowCount, 'row');
    }
    case 'failed':
    case 'idle':
      return null;
  }
}

const TICK_MS = 100;

function Elapsed({ since }: { readonly since: number }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(performance.now());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return <span className="num">Running for {(Math.max(0, now - since) / 1000).toFixed(1)} s</span>;
}
