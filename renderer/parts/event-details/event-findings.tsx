/** What the doctor found in this event; each leads to the finding. Nothing where there is nothing. */
import { CircleAlert, Lightbulb, TriangleAlert } from 'lucide-react';
import { latest, useQuery } from '../../data/use-query';
import { navigate } from '../../state/navigation';
import { cx } from '../../ui/cx';
import css from './event-details.module.css';

const ICONS = { error: CircleAlert, warning: TriangleAlert, hint: Lightbulb };
const MOST = 8;

export function EventFindings({ eid }: { readonly eid: number }) {
  const answer = latest(useQuery('doctor.findings', { eid, limit: MOST }));
  if (answer === undefined || answer.findings.length === 0) return null;
  return (
    <ul className={css['findings']} aria-label="What the doctor found">
      {answer.findings.map(({ id, severity, title, subject }) => {
        const Icon = ICONS[severity];
        return (
          <li key={id}>
            <button
              type="button"
              className={css['finding']}
              onClick={() => {
                navigate('doctor', { finding: id });
              }}
            >
              <Icon aria-hidden size={14} className={cx(css['findingIcon'], css[severity])} />
              <span className={css['findingText']}>
                {title} <span className={css['findingSubject']}>{subject}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
