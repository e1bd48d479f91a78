/** The import at work, at the foot of the rail; a click shows it. When it ends while one looks elsewhere, that is said. */
import { FileInput } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ImportEntry } from '../../shared/contract/commands';
import { importName, isUnderWay, useImportList } from '../parts/imports';
import { navigate, useNavigation } from '../state/navigation';
import { cx } from '../ui/cx';
import { formatPlural } from '../ui/number-format';
import { Progress } from '../ui/progress';
import { formatDuration } from '../ui/time-format';
import { toast } from '../ui/toast-store';
import { Tooltip } from '../ui/tooltip';
import css from './rail.module.css';

const show = ({ id }: ImportEntry): void => {
  navigate('import', { import: String(id) });
};

export function ImportStatus({ collapsed }: { readonly collapsed: boolean }) {
  const entries = useImportList();
  useEndings(entries);
  const present = entries?.filter(isUnderWay) ?? [];
  const shown =
    present.find(({ state }) => state === 'running') ??
    present.find(({ state }) => state === 'stopping' || state === 'paused') ??
    present[0] ??
    entries?.find(({ state }) => state === 'interrupted');
  if (shown === undefined) return null;
  const words = wordsOf(shown, present.length);
  return (
    <Tooltip text={`${importName(shown)}: ${words}`} side="right">
      <button
        type="button"
        className={cx(css['item'], css['import'])}
        aria-label={`Import of ${importName(shown)}: ${words}`}
        onClick={() => show(shown)}
      >
        <FileInput aria-hidden size={17} strokeWidth={1.75} />
        {!collapsed && <span className={cx(css['label'], 'num')}>{words}</span>}
        {shown.state !== 'interrupted' && (
          <span className={css['importBar']}>
            <Progress label="Import" value={shown.step?.share} />
          </span>
        )}
      </button>
    </Tooltip>
  );
}

function wordsOf({ state, step }: ImportEntry, count: number): string {
  if (state === 'interrupted') return 'Import interrupted';
  const more = count > 1 ? ` of ${count}` : '';
  const share = step === undefined ? '' : ` ${Math.floor(step.share * 100)} %`;
  if (state === 'paused') return `Import paused,${share}`;
  if (state !== 'running') return 'Import…';
  const left = step?.secondsLeft;
  return `Import${more}${share}${left === undefined || left < 1 ? '' : ` · ${formatDuration(Math.ceil(left))}`}`;
}

/** Says in the corner what came of an import that was under way, where its page is not the one on screen. */
function useEndings(entries: readonly ImportEntry[] | undefined): void {
  const before = useRef<ReadonlySet<number>>(new Set());
  useEffect(() => {
    if (entries === undefined) return;
    for (const entry of entries) {
      if (!before.current.has(entry.id) || isUnderWay(entry)) continue;
      const { view, params } = useNavigation.getState();
      if (view === 'import' && params['import'] === String(entry.id)) continue;
      const action = { label: 'Show', run: () => show(entry) };
      if (entry.state === 'done') {
        const text = `${formatPlural(entry.report?.imported ?? 0, 'event')} of ${importName(entry)}.`;
        toast({ tone: 'good', title: 'Imported', text, action });
      } else if (entry.state === 'failed') {
        toast({ tone: 'bad', title: 'The import failed', text: entry.error?.message ?? '', action });
      }
    }
    before.current = new Set(entries.filter(isUnderWay).map(({ id }) => id));
  }, [entries]);
}
