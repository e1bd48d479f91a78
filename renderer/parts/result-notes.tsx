/** Below a result: what to keep in mind when reading it, one line each, and how it was counted. */
import { CircleAlert, Info, ListTree } from 'lucide-react';
import { useState } from 'react';
import type { WarningCode } from '../../shared/insights/explain/meta';
import type { InsightResult, InsightSpec } from '../../shared/insights/specs';
import { Button } from '../ui/button';
import { cx } from '../ui/cx';
import { formatPlural } from '../ui/number-format';
import { CountedDialog } from './counted-dialog';
import css from './result-notes.module.css';

type Meta = InsightResult['meta'];

/** Shown before one asks for the rest. */
const SHOWN = 2;

/** What may well make the number another one than was meant; the rest is good to know. */
const GRAVE: ReadonlySet<WarningCode> = new Set([
  'event_unknown',
  'event_spelt_differently',
  'event_only_in_part',
  'nothing_matches',
  'range_without_data',
  'junk_ids',
  'events_in_future',
  'not_numbers',
]);

export interface ResultNotesProps {
  readonly spec: InsightSpec;
  readonly meta: Meta;
}

export function ResultNotes({ spec, meta }: ResultNotesProps) {
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(false);
  const warnings = [...(meta.warnings ?? [])].sort((a, b) => Number(GRAVE.has(b.code)) - Number(GRAVE.has(a.code)));
  const shown = all ? warnings : warnings.slice(0, SHOWN);
  const more = warnings.length - shown.length;
  // Two short lines are there to be read; of many, each is one line until one asks.
  const isFolded = more > 0;
  return (
    <section className={css['notes']} aria-label="About this result">
      <ul className={css['list']}>
        {shown.map((warning) => (
          <li key={`${warning.code} ${warning.message}`} className={cx(css['line'], isFolded && css['folded'])}>
            {GRAVE.has(warning.code) ? (
              <CircleAlert aria-label="Take care:" role="img" className={css['grave']} size={14} />
            ) : (
              <Info aria-hidden className={css['icon']} size={14} />
            )}
            <span title={isFolded ? warning.message : undefined}>{warning.message}</span>
          </li>
        ))}
      </ul>
      <div className={css['actions']}>
        {warnings.length > SHOWN && (
          <Button
            size="s"
            variant="ghost"
            aria-expanded={all}
            onClick={() => {
              setAll(!all);
            }}
          >
            {all ? 'Fewer notes' : formatPlural(more, 'more note')}
          </Button>
        )}
        <Button
          size="s"
          variant="ghost"
          icon={ListTree}
          onClick={() => {
            setOpen(true);
          }}
        >
          How this was counted
        </Button>
      </div>
      {open && (
        <CountedDialog
          spec={spec}
          meta={meta}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </section>
  );
}
