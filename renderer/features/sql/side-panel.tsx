/** Beside the editor: the tables with their columns, properties of the workspace, examples, and what was run before. */
import { ChevronRight, Clock, History } from 'lucide-react';
import { useState } from 'react';
import { PUBLIC_VIEWS, type PublicView } from '../../../shared/model/public-views';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { formatCompact, formatPlural } from '../../ui/number-format';
import { Segmented } from '../../ui/segmented';
import { cx } from '../../ui/cx';
import { type Catalog, printProperty } from './completion';
import { EXAMPLES } from './examples';
import { useSqlHistory } from './history';
import css from './side-panel.module.css';

const TABS = [
  { value: 'tables', label: 'Tables' },
  { value: 'examples', label: 'Examples' },
  { value: 'history', label: 'History' },
] as const;
type Tab = (typeof TABS)[number]['value'];

export interface SidePanelProps {
  readonly catalog: Catalog;
  /** Puts a name where the cursor is. */
  readonly onInsert: (text: string) => void;
  /** Puts a whole query in place of what is there. */
  readonly onPick: (sql: string) => void;
}

export function SidePanel({ catalog, onInsert, onPick }: SidePanelProps) {
  const [tab, setTab] = useState<Tab>('tables');
  return (
    <aside aria-label="Tables, examples and history" className={css['panel']}>
      <div className={css['tabs']}>
        <Segmented label="Beside the editor" size="s" value={tab} options={TABS} onChange={setTab} />
      </div>
      {tab === 'tables' && <Tables catalog={catalog} onInsert={onInsert} />}
      {tab === 'examples' && (
        <ul className={css['list']}>
          {EXAMPLES.map(({ title, sql }) => (
            <li key={title}>
              <button
                type="button"
                className={css['query']}
                onClick={() => {
                  onPick(sql);
                }}
              >
                <span className={css['title']}>{title}</span>
                <code className={css['code']}>{sql}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
      {tab === 'history' && <Past onPick={onPick} />}
    </aside>
  );
}

function Tables({ catalog, onInsert }: Pick<SidePanelProps, 'catalog' | 'onInsert'>) {
  return (
    <div className={css['list']}>
      {PUBLIC_VIEWS.map((view, index) => (
        <Table key={view.name} view={view} open={index === 0} onInsert={onInsert} />
      ))}
      {catalog.properties.length > 0 && (
        <details className={css['table']}>
          <summary className={css['name']}>
            <ChevronRight aria-hidden size={13} className={css['arrow']} />
            Event properties
            <span className={css['faint']}>{catalog.properties.length}</span>
          </summary>
          <ul>
            {catalog.properties.map(({ key, count }) => (
              <li key={key}>
                <button
                  type="button"
                  className={css['column']}
                  title={`Puts in ${printProperty(key)}`}
                  onClick={() => {
                    onInsert(printProperty(key));
                  }}
                >
                  <span className={css['columnName']}>{key}</span>
                  <span className={cx(css['faint'], 'num')}>{formatCompact(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

interface TableProps extends Pick<SidePanelProps, 'onInsert'> {
  readonly view: PublicView;
  readonly open: boolean;
}

function Table({ view, open, onInsert }: TableProps) {
  return (
    <details className={css['table']} open={open}>
      <summary className={css['name']} title={view.about}>
        <ChevronRight aria-hidden size={13} className={css['arrow']} />
        {view.name}
        <span className={css['faint']}>{view.columns.length}</span>
      </summary>
      <ul>
        {view.columns.map((column) => (
          <li key={column.name}>
            <button
              type="button"
              className={css['column']}
              title={column.about === '' ? undefined : column.about}
              onClick={() => {
                onInsert(column.name);
              }}
            >
              <span className={css['columnName']}>{column.name}</span>
              <span className={css['type']}>{column.type.toLowerCase()}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

const WHEN = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

function Past({ onPick }: Pick<SidePanelProps, 'onPick'>) {
  const { past, clear } = useSqlHistory();
  if (past.length === 0) {
    return <EmptyState compact icon={History} title="Nothing run yet" text="Queries that you run are listed here." />;
  }
  return (
    <ul className={css['list']}>
      {past.map(({ sql, at, rows }) => (
        <li key={sql}>
          <button
            type="button"
            className={css['query']}
            onClick={() => {
              onPick(sql);
            }}
          >
            <code className={css['code']}>{sql}</code>
            <span className={css['when']}>
              <Clock aria-hidden size={11} />
              {WHEN.format(at)}
              <span className={cx(rows === undefined && css['bad'])}>
                {rows === undefined ? 'failed' : formatPlural(rows, 'row')}
              </span>
            </span>
          </button>
        </li>
      ))}
      <li className={css['clear']}>
        <Button size="s" variant="ghost" onClick={clear}>
          Clear the history
        </Button>
      </li>
    </ul>
  );
}
