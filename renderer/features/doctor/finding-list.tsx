/** Findings under their severities; the arrow keys walk through them. */
import { useRef, type KeyboardEvent } from 'react';
import type { DoctorFinding } from '../../../shared/contract/doctor';
import { cx } from '../../ui/cx';
import { formatCompact, formatCount } from '../../ui/number-format';
import css from './doctor.module.css';
import { SEVERITIES, SEVERITY_WORDS } from './severity';

export interface FindingListProps {
  readonly findings: readonly DoctorFinding[];
  readonly selected: string | undefined;
  readonly onSelect: (finding: DoctorFinding) => void;
}

export function FindingList({ findings, selected, onSelect }: FindingListProps) {
  const list = useRef<HTMLDivElement>(null);
  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const next = rows[rows.findIndex((row) => row === document.activeElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the buttons within, gathered here
    <div ref={list} className={css['groups']} onKeyDown={handleKey}>
      {SEVERITIES.map((severity) => {
        const own = findings.filter((finding) => finding.severity === severity);
        const { many, icon: Icon } = SEVERITY_WORDS[severity];
        if (own.length === 0) return null;
        return (
          <section key={severity} aria-label={many}>
            <h2 className={css['groupTitle']}>
              {many} <span className="num">{formatCount(own.length)}</span>
            </h2>
            <ul>
              {own.map((finding) => (
                <li key={finding.id}>
                  <button
                    type="button"
                    aria-current={finding.id === selected ? 'true' : undefined}
                    className={cx(css['row'], finding.id === selected && css['chosen'])}
                    onClick={() => {
                      onSelect(finding);
                    }}
                  >
                    <Icon aria-hidden size={15} className={cx(css['icon'], css[severity])} />
                    <span className={css['rowText']}>
                      <span className={css['rowTitle']}>{finding.title}</span>
                      <span className={css['subject']} title={finding.subject}>
                        {finding.subject}
                      </span>
                    </span>
                    <span
                      className={cx(css['times'], 'num')}
                      title={`${formatCount(finding.count)} ${finding.count === 1 ? 'time' : 'times'}`}
                    >
                      {formatCompact(finding.count)}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
