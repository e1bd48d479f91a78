/** A result as lines or bars: which column goes along, which upwards, and what parts the rows into series. */
import { BarChart3, ChartLine } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { SqlResult } from '../../../shared/insights/sql/spec';
import { Chart } from '../../charts/chart';
import { EmptyState } from '../../ui/empty-state';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { type ChartChoice, drawSql, guessChart, numericColumns } from './chart-model';
import css from './sql.module.css';

const LOOKS = [
  { value: 'line', label: 'Lines', icon: ChartLine, iconOnly: true },
  { value: 'bar', label: 'Bars', icon: BarChart3, iconOnly: true },
] as const;
type Look = (typeof LOOKS)[number]['value'];

const ALL = 'all';
const NONE = 'none';

export function ResultChart({ result }: { readonly result: SqlResult }) {
  const guess = useMemo(() => guessChart(result), [result]);
  // A choice holds for as long as the columns are the same.
  const names = result.columns.map(({ name }) => name).join('\n');
  const [chosen, setChosen] = useState<{ readonly names: string; readonly choice: ChartChoice }>();
  const [look, setLook] = useState<Look>();
  const choice = chosen?.names === names ? chosen.choice : guess;
  const isTime = choice !== undefined && ['timestamp', 'date'].includes(result.columns[choice.x]?.type ?? '');
  const drawnAs = look ?? (isTime ? 'line' : 'bar');
  const drawn = useMemo(() => choice && drawSql(result, choice, drawnAs), [result, choice, drawnAs]);
  if (choice === undefined || drawn === undefined) {
    return (
      <EmptyState
        icon={BarChart3}
        title="Nothing to draw"
        text="A chart wants at least one row, a column of numbers and another to go along with."
      />
    );
  }
  const set = (next: Partial<ChartChoice>): void => {
    setChosen({ names, choice: { ...choice, ...next } });
  };
  const numbers = numericColumns(result.columns).filter((index) => index !== choice.x);
  const option = (index: number): { value: string; label: string } => ({
    value: String(index),
    label: result.columns[index]?.name ?? '',
  });
  return (
    <div className={css['chart']}>
      <div className={css['axes']}>
        <span className={css['axis']}>
          Along
          <Select
            label="Column along the axis"
            size="s"
            value={String(choice.x)}
            options={result.columns.map((_, index) => option(index))}
            onChange={(value) => {
              const x = Number(value);
              const y = choice.y.filter((index) => index !== x);
              const rest = numericColumns(result.columns).filter((index) => index !== x);
              set({ x, y: y.length > 0 ? y : rest, split: choice.split === x ? undefined : choice.split });
            }}
          />
        </span>
        <span className={css['axis']}>
          Upwards
          <Select
            label="Column upwards"
            size="s"
            value={choice.y.length > 1 ? ALL : String(choice.y[0] ?? ALL)}
            options={[
              ...(numbers.length > 1 && choice.split === undefined ? [{ value: ALL, label: 'All numbers' }] : []),
              ...numbers.map(option),
            ]}
            onChange={(value) => {
              set({ y: value === ALL ? numbers : [Number(value)] });
            }}
          />
        </span>
        <span className={css['axis']}>
          Parted by
          <Select
            label="Column that parts the rows into series"
            size="s"
            value={choice.split === undefined ? NONE : String(choice.split)}
            options={[
              { value: NONE, label: 'Nothing' },
              ...result.columns.flatMap((_, index) =>
                index === choice.x || choice.y.includes(index) ? [] : [option(index)],
              ),
            ]}
            onChange={(value) => {
              if (value === NONE) set({ split: undefined });
              else set({ split: Number(value), y: choice.y.slice(0, 1) });
            }}
          />
        </span>
        <Segmented label="Drawn as" size="s" value={drawnAs} options={LOOKS} onChange={setLook} />
        {drawn.leftOut !== undefined && <span className={css['faint']}>{drawn.leftOut}</span>}
      </div>
      {drawn.drawing.hover.series.length > 1 && (
        <ul aria-label="Legend" className={css['legend']}>
          {drawn.drawing.hover.series.map(({ name, color }) => (
            <li key={name}>
              <span aria-hidden className={css['swatch']} style={{ background: color }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <div className={css['picture']}>
        <Chart {...drawn.drawing} height="fill" look="picture" />
      </div>
    </div>
  );
}
