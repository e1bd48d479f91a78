/** One finding: what happened, what it means, what to do in the SDK's own words, and the events that show it. */
import { ListTree } from 'lucide-react';
import type { DoctorFinding, DoctorState, FindingExample } from '../../../shared/contract/doctor';
import { navigate } from '../../state/navigation';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { EventName } from '../../ui/event-name';
import { formatCount, formatPlural } from '../../ui/number-format';
import { formatDateTime } from '../../ui/time-format';
import { Dismissal } from './dismissal';
import css from './doctor.module.css';
import { Sentence } from './sentence';
import { SEVERITY_TONES, SEVERITY_WORDS } from './severity';

export interface FindingDetailProps {
  readonly finding: DoctorFinding;
  readonly doctor: DoctorState;
  readonly timezone: string;
  readonly onOpenEvent: (eid: number) => void;
}

export function FindingDetail({ finding, doctor, timezone, onOpenEvent }: FindingDetailProps) {
  const { severity, title, subject, message, meaning, limits, remedy, examples, origins } = finding;
  return (
    <article className={css['detail']} aria-label={`${title}: ${subject}`}>
      <header>
        <p className={css['badges']}>
          <Badge tone={SEVERITY_TONES[severity]}>{SEVERITY_WORDS[severity].one}</Badge>
          {finding.dismissed !== undefined && <Badge>Dismissed</Badge>}
        </p>
        <h2 className={css['title']}>{title}</h2>
        <p className={css['where']}>{subject}</p>
        <p className={css['message']}>
          <Sentence text={message} />
        </p>
        <p className={css['facts']}>{factsOf(finding, doctor, timezone)}</p>
      </header>
      <section>
        <h3>What it means</h3>
        <p>
          <Sentence text={meaning} />
        </p>
      </section>
      <section>
        <h3>What to do{remedy.for === undefined ? '' : ` with ${remedy.for}`}</h3>
        <p>
          <Sentence text={remedy.text} />
        </p>
        {remedy.code !== undefined && <CodeBlock label="The call to make" code={remedy.code} wrap />}
      </section>
      <section>
        <h3>Events that show it</h3>
        <ul className={css['examples']}>
          {examples.map((example) => (
            <Example
              key={example.eids.join(' ')}
              example={example}
              timezone={timezone}
              onOpenEvent={onOpenEvent}
              isOfMany={finding.count > 1}
            />
          ))}
        </ul>
        {finding.count > examples.length && (
          <p className={css['more']}>The first and the latest of {formatCount(finding.count)}.</p>
        )}
      </section>
      <section>
        <h3>Where it comes from</h3>
        <ul className={css['origins']}>
          {origins.map(({ origin, count }) => (
            <li key={origin}>
              {origin} <span className="num">{formatCount(count)}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>When it is told</h3>
        <p className={css['limits']}>
          <Sentence text={limits} />
        </p>
      </section>
      <Dismissal key={finding.id} finding={finding} timezone={timezone} />
    </article>
  );
}

function factsOf(
  { count, persons, firstSeen, lastSeen }: DoctorFinding,
  doctor: DoctorState,
  timezone: string,
): string {
  const people =
    persons >= doctor.maxPersons
      ? `${formatCount(doctor.maxPersons)} distinct ids or more`
      : formatPlural(persons, 'distinct id');
  const times = count === 1 ? 'Once' : `${formatCount(count)} times`;
  const first = formatDateTime(firstSeen, timezone);
  const last = formatDateTime(lastSeen, timezone);
  return `${times}, ${people} · ${first === last ? first : `${first} – ${last}`}`;
}

interface ExampleProps {
  readonly example: FindingExample;
  readonly timezone: string;
  readonly onOpenEvent: (eid: number) => void;
  readonly isOfMany: boolean;
}

function Example({ example, timezone, onOpenEvent, isOfMany }: ExampleProps) {
  const { message, eids, event, distinctId, at, values } = example;
  return (
    <li className={css['example']}>
      <p className={css['exampleHead']}>
        <EventName name={event} />
        <span className={css['when']}>{formatDateTime(at, timezone)}</span>
      </p>
      {isOfMany && (
        <p className={css['exampleText']}>
          <Sentence text={message} />
        </p>
      )}
      {values.length > 0 && (
        <dl className={css['values']}>
          {values.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className={css['actions']}>
        {eids.map((eid, index) => (
          <Button
            key={eid}
            size="s"
            onClick={() => {
              onOpenEvent(eid);
            }}
          >
            {eids.length === 1 ? 'The event' : index === eids.length - 1 ? 'This event' : 'The one before'}
          </Button>
        ))}
        <Button
          size="s"
          variant="ghost"
          icon={ListTree}
          onClick={() => {
            navigate('sessions', { person: distinctId });
          }}
        >
          <span className={css['person']}>{`Sessions of ${distinctId}`}</span>
        </Button>
      </p>
    </li>
  );
}
