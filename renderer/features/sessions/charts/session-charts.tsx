/**
 * Distributions above the list, small and side by side, that filter one another: what is held on one narrows all the
 * others and the table. Escape lets go, first of the chart at hand, then of all.
 */
import { ChartColumn, ChevronDown, ChevronRight, X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { CommandInput } from '../../../../shared/contract/commands';
import type { Brushes, Distribution } from '../../../../shared/contract/sessions';
import type { SessionColumn } from '../../../../shared/model/session';
import { latest, useQuery } from '../../../data/use-query';
import { CHARTABLE, useSessionCharts } from '../../../state/session-charts';
import { Button } from '../../../ui/button';
import { cx } from '../../../ui/cx';
import { ErrorState } from '../../../ui/error-state';
import { IconButton } from '../../../ui/icon-button';
import { Menu } from '../../../ui/menu';
import { formatPlural } from '../../../ui/number-format';
import { COLUMN_WORDS } from '../session-columns';
import { heldColumns, isRange, pickedValues, withBrush, type Brush } from './brush-model';
import { rangeWords, shortValueWords } from './brush-words';
import css from './charts.module.css';
import { Histogram } from './histogram';
import { useThrottled } from './use-throttled';
import { ValueBars } from './value-bars';

export interface SessionChartsProps {
  /** Everything that narrows the sessions but the brushes. */
  readonly scope: Pick<CommandInput<'sessions.distributions'>, 'person' | 'where'>;
  readonly brushes: Brushes;
  readonly onBrushes: (brushes: Brushes) => void;
  readonly timezone: string;
}

/** How often a drag asks anew, ms. */
const ASK_MS = 60;

export function SessionCharts({ scope, brushes, onBrushes, timezone }: SessionChartsProps) {
  const { open, charts, setOpen, toggle, reset } = useSessionCharts();
  const asked = useThrottled(brushes, ASK_MS);
  const held = heldColumns(brushes);
  // A chart that is not shown may still be held, by an address that somebody sent.
  const shown = [...charts, ...held.filter((column) => !charts.includes(column))];
  const answer = useQuery(
    'sessions.distributions',
    open ? { ...scope, columns: shown, ...(heldColumns(asked).length === 0 ? {} : { brushes: asked }) } : undefined,
  );
  const distributions = latest(answer);
  const Chevron = open ? ChevronDown : ChevronRight;
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || held.length === 0 || event.defaultPrevented) return;
    event.preventDefault();
    onBrushes({});
  };
  return (
    // Escape is heard here from the controls inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section aria-label="Distributions" className={css['section']} onKeyDown={handleKey}>
      <header className={css['bar']}>
        <button
          type="button"
          aria-expanded={open}
          className={css['fold']}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Chevron aria-hidden size={14} />
          Distributions
        </button>
        {held.length > 0 && (
          <span className={css['held']}>
            {!open && held.map((column) => <Held key={column} column={column} brushes={brushes} timezone={timezone} />)}
            <Button
              size="s"
              variant="ghost"
              icon={X}
              onClick={() => {
                onBrushes({});
              }}
            >
              Clear {formatPlural(held.length, 'brush', 'brushes')}
            </Button>
          </span>
        )}
        <span className={css['grow']} />
        {open && held.length === 0 && <span className={css['how']}>Drag on a chart to filter by it</span>}
        <Menu
          align="end"
          trigger={<IconButton icon={ChartColumn} size="s" label="Which charts" />}
          items={[
            ...CHARTABLE.map((column) => ({
              type: 'check' as const,
              label: COLUMN_WORDS[column],
              checked: charts.includes(column),
              onSelect: () => {
                toggle(column);
              },
            })),
            { type: 'separator' },
            { label: 'The usual charts', onSelect: reset },
          ]}
        />
      </header>
      {open && distributions === undefined && answer.status === 'failed' && (
        <ErrorState error={answer.error} onRetry={answer.refetch} compact />
      )}
      {open && !(distributions === undefined && answer.status === 'failed') && (
        <div className={css['grid']} style={columnsFor(shown.length)}>
          {shown.map((column) => (
            <Card
              key={column}
              column={column}
              distribution={distributions?.find((each) => each.column === column)}
              brush={brushes[column]}
              timezone={timezone}
              onBrush={(brush) => {
                onBrushes(withBrush(brushes, column, brush));
              }}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** Side by side as many as there are, so that no row is left half empty while they fit. */
const columnsFor = (count: number): Record<string, number> => ({
  '--wide': Math.max(4, Math.min(8, count)),
  '--narrow': 4,
});

function heldWords(column: SessionColumn, brush: Brush, timezone: string): string {
  if (isRange(brush)) return rangeWords(column, brush, timezone);
  const picked = pickedValues(brush);
  return picked.length === 1 ? shortValueWords(column, picked[0] ?? null) : formatPlural(picked.length, 'value');
}

interface HeldProps {
  readonly column: SessionColumn;
  readonly brushes: Brushes;
  readonly timezone: string;
}

function Held({ column, brushes, timezone }: HeldProps): ReactNode {
  const brush = brushes[column];
  if (brush === undefined) return null;
  return (
    <span className={css['chip']}>
      {COLUMN_WORDS[column]}: {heldWords(column, brush, timezone)}
    </span>
  );
}

interface CardProps {
  readonly column: SessionColumn;
  readonly distribution: Distribution | undefined;
  readonly brush: Brush | undefined;
  readonly timezone: string;
  readonly onBrush: (brush: Brush | undefined) => void;
}

function Card({ column, distribution, brush, timezone, onBrush }: CardProps) {
  const title = COLUMN_WORDS[column];
  return (
    // Escape is heard here from the controls inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={title}
      className={cx(css['card'], brush !== undefined && css['isHeld'])}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || brush === undefined) return;
        event.preventDefault();
        onBrush(undefined);
      }}
    >
      <h2 className={css['title']}>
        <span>{title}</span>
        {brush !== undefined && (
          <button
            type="button"
            className={css['clear']}
            aria-label={`Let go of ${title}: ${heldWords(column, brush, timezone)}`}
            onClick={() => {
              onBrush(undefined);
            }}
          >
            <span>{heldWords(column, brush, timezone)}</span>
            <X aria-hidden size={11} />
          </button>
        )}
      </h2>
      {distribution === undefined && <div className={css['waiting']} />}
      {distribution?.type === 'numbers' && distribution.bins.length === 0 && <p className={css['none']}>No values</p>}
      {distribution?.type === 'numbers' && distribution.bins.length > 0 && (
        <Histogram
          column={column}
          title={title}
          bins={distribution.bins}
          brush={isRange(brush) ? brush : undefined}
          onBrush={onBrush}
          timezone={timezone}
        />
      )}
      {distribution?.type === 'values' && (
        <ValueBars
          column={column}
          values={distribution.values}
          other={distribution.other}
          brush={brush}
          onBrush={onBrush}
        />
      )}
    </div>
  );
}
