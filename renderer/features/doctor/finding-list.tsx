/** Findings under their severities; the arrow keys walk through them. */
import type { DoctorFinding } from '../../../shared/contract/doctor';
import { ListGroup, ListGroups, ListRow } from '../../parts/list-desk';
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
  return (
    <ListGroups>
      {SEVERITIES.map((severity) => {
        const own = findings.filter((finding) => finding.severity === severity);
        const { many, icon: Icon } = SEVERITY_WORDS[severity];
        if (own.length === 0) return null;
        return (
          <ListGroup key={severity} title={many} count={own.length}>
            {own.map((finding) => (
              <ListRow
                key={finding.id}
                tall
                isChosen={finding.id === selected}
                onChoose={() => {
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
              </ListRow>
            ))}
          </ListGroup>
        );
      })}
    </ListGroups>
  );
}
