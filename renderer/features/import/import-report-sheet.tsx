/** What came of an import, and where to go from it. */
import { CircleCheck, CirclePause, Download, Filter, ListTree, Rows3 } from 'lucide-react';
import type { ImportReport } from '../../../shared/contract/commands';
import { exportRejects } from '../../parts/export-rejects';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { formatCompact, formatCount, formatPlural } from '../../ui/number-format';
import { Stat } from '../../ui/stat';
import { formatDay, formatDuration } from '../../ui/time-format';
import css from './report.module.css';
import tones from './tones.module.css';

export interface ImportReportSheetProps {
  readonly id: number;
  readonly report: ImportReport;
  /** It was cancelled, and what it had stored stayed. */
  readonly kept: boolean;
}

export function ImportReportSheet({ id, report, kept }: ImportReportSheetProps) {
  const Icon = kept ? CirclePause : CircleCheck;
  return (
    <section className={css['sheet']}>
      <h2 className={css['doneTitle']}>
        <Icon aria-hidden size={20} className={tones[kept ? 'warn' : 'good']} />
        {titleOf(report, kept)}
      </h2>
      <p className={tones['quiet']}>
        {formatPlural(report.rows, 'row')}
        {report.elapsedMs > 0 && ` in ${formatDuration(report.elapsedMs / 1000)}`}
        {/* Of a few rows it is how long a file takes to open. */}
        {report.elapsedMs > 0 &&
          report.rows >= ROWS_WITH_A_RATE &&
          `, ${formatCompact(Math.round(report.rows / (report.elapsedMs / 1000)))} per second`}
        .
      </p>
      <div className={css['stats']}>
        <Stat label="Imported" value={formatCount(report.imported)} />
        <Stat label="Already there" value={formatCount(report.duplicates)} />
        <Stat label="Left out" value={formatCount(report.skipped)} />
        <Stat label="Rejected" value={formatCount(report.rejected)} />
      </div>
      <p>
        The workspace then held {formatPlural(report.events, 'event')} of {formatPlural(report.persons, 'person')}
        {report.from !== undefined && report.to !== undefined && `, ${span(report.from, report.to)}`}.
      </p>
      {report.upTo !== undefined && (
        <p>
          Of {report.upTo.file} the first {formatPlural(report.upTo.rows, 'row')}{' '}
          {report.upTo.rows === 1 ? 'is' : 'are'} stored. Import the file again for the rest: what is stored is known.
        </p>
      )}
      {report.problems !== undefined && <UnreadFiles problems={report.problems} />}
      {report.notes !== undefined && <FileNotes notes={report.notes} />}
      {report.rejects.length > 0 && <Rejects id={id} report={report} />}
      <div className={css['row']}>
        <Button variant="primary" icon={Filter} onClick={() => navigate('funnel')}>
          Open a funnel
        </Button>
        <Button icon={ListTree} onClick={() => navigate('sessions')}>
          All sessions
        </Button>
        <Button icon={Rows3} onClick={() => navigate('events')}>
          All events
        </Button>
      </div>
    </section>
  );
}

function titleOf({ imported }: ImportReport, kept: boolean): string {
  if (kept)
    return imported === 0 ? 'Cancelled; nothing was stored yet' : `Cancelled; ${formatPlural(imported, 'event')} kept`;
  return imported > 0 ? `${formatPlural(imported, 'event')} imported` : 'Nothing new was imported';
}

function span(from: string, to: string): string {
  const [first, last] = [formatDay(Date.parse(from), 'UTC'), formatDay(Date.parse(to), 'UTC')];
  return first === last ? `all on ${first}` : `from ${first} to ${last}`;
}

function UnreadFiles({ problems }: { readonly problems: NonNullable<ImportReport['problems']> }) {
  return (
    <div className={css['rejects']}>
      <h3>{problems.length === 1 ? 'A file that could not be read' : 'Files that could not be read'}</h3>
      <ul>
        {problems.slice(0, 20).map(({ file, message }) => (
          <li key={file}>
            <span>{message.includes(file) ? message : `${file}: ${message}`}</span>
          </li>
        ))}
      </ul>
      {problems.length > 20 && <p className={tones['quiet']}>and {formatCount(problems.length - 20)} more</p>}
    </div>
  );
}

function FileNotes({ notes }: { readonly notes: readonly string[] }) {
  return (
    <div className={css['rejects']}>
      <h3>Where the files differ</h3>
      <ul>
        {notes.map((note) => (
          <li key={note}>
            <span>{note}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const ROWS_WITH_A_RATE = 1_000;
const SHOWN_LINES = 6;

function Rejects({ id, report }: { readonly id: number; readonly report: ImportReport }) {
  const handleExport = (format: 'jsonl' | 'csv'): void => {
    void exportRejects({ importId: id }, `import-${id}-rejects`, format);
  };
  return (
    <div className={css['rejects']}>
      <h3>Rejected rows</h3>
      <ul>
        {report.rejects.map(({ reason, count, examples }) => (
          <li key={reason}>
            <span>{reason}</span>
            <span className="num">{formatCount(count)}</span>
            {examples.length > 0 && (
              <span className={css['lines']}>
                {placesOf(examples.slice(0, SHOWN_LINES), report.files > 1)}
                {count > Math.min(SHOWN_LINES, examples.length) && ' …'}
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className={css['row']}>
        <Button size="s" onClick={() => navigate('rejects', { import: String(id), state: 'all' })}>
          See them with their text
        </Button>
        <Button size="s" variant="ghost" icon={Download} onClick={() => handleExport('csv')}>
          CSV
        </Button>
        <Button size="s" variant="ghost" icon={Download} onClick={() => handleExport('jsonl')}>
          JSONL
        </Button>
      </div>
    </div>
  );
}

/** «line 7», «lines 7, 44, 81»; of several files «a.csv:7, b.csv:44». */
function placesOf(examples: readonly { readonly file: string; readonly line: number }[], hasFiles: boolean): string {
  if (hasFiles) return examples.map(({ file, line }) => `${file}:${line}`).join(', ');
  return `${examples.length === 1 ? 'line' : 'lines'} ${examples.map(({ line }) => formatCount(line)).join(', ')}`;
}
