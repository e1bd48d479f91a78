/** The doctor: findings at the left, the chosen one beside them; or what was looked at, where nothing was found. */
import { HeartPulse, Stethoscope } from 'lucide-react';
import { useState } from 'react';
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { DoctorFinding, DoctorState } from '../../../shared/contract/doctor';
import { latest, useQuery } from '../../data/use-query';
import { useWorkspaceInfo } from '../../data/workspace';
import { EventDrawer } from '../../parts/event-details/event-drawer';
import { navigate, useNavigation } from '../../state/navigation';
import { ListDesk } from '../../parts/list-desk';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatCount, formatPlural } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { Skeleton } from '../../ui/skeleton';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import css from './doctor.module.css';
import { FindingDetail } from './finding-detail';
import { FindingList } from './finding-list';
import { SEVERITIES, SEVERITY_WORDS } from './severity';

type Shown = 'all' | DoctorFinding['severity'];
const EVERYWHERE = 'everywhere';
const PAGE = 200;
const MOST = 1_000;
const SOURCES = { dismissed: 'show', limit: MOST } as const;

export function DoctorView() {
  const chosen = useNavigation((state) => state.params['finding']);
  const dismissed = useNavigation((state) => state.params['show'] === 'dismissed');
  const timezone = latest(useWorkspaceInfo())?.timezone ?? 'UTC';
  const [shown, setShown] = useState<Shown>('all');
  const [source, setSource] = useState(EVERYWHERE);
  const [limit, setLimit] = useState(PAGE);
  const [eid, setEid] = useState<number>();
  const input: CommandInput<'doctor.findings'> = {
    limit,
    dismissed: dismissed ? 'only' : 'hide',
    ...(shown === 'all' ? {} : { severity: [shown] }),
    ...(source === EVERYWHERE ? {} : { source }),
  };
  const query = useQuery('doctor.findings', input);
  const all = latest(useQuery('doctor.findings', SOURCES));
  const answer = latest(query);
  const event = latest(useQuery('events.get', eid === undefined ? undefined : { eid }));
  // What is read stays in sight when something new is found above it.
  const [held, setHeld] = useState<string>();
  const selected =
    answer?.findings.find(({ id }) => id === (chosen ?? held)) ??
    answer?.findings.find(({ id }) => id === held) ??
    answer?.findings[0];
  if (selected !== undefined && selected.id !== held) setHeld(selected.id);
  return (
    <>
      <PageHeader title="Doctor" meta={answer && <Progress doctor={answer.doctor} />} />
      <Toolbar label="What to show">
        <Segmented
          label="Severity"
          value={shown}
          options={[
            { value: 'all', label: 'All' },
            ...SEVERITIES.map((severity) => ({
              value: severity,
              label: labelOf(severity, dismissed ? undefined : answer?.counts),
            })),
          ]}
          onChange={setShown}
        />
        <Select
          label="Source"
          value={source}
          options={[
            { value: EVERYWHERE, label: 'All sources' },
            ...sourcesOf(all).map((each) => ({ value: each, label: each })),
          ]}
          onChange={setSource}
        />
        <ToolbarSpacer />
        {(dismissed || (answer?.dismissed ?? 0) > 0) && (
          <Button
            pressed={dismissed}
            onClick={() => {
              navigate('doctor', dismissed ? {} : { show: 'dismissed' }, { replace: true });
            }}
          >
            {`${formatCount(answer?.dismissed ?? 0)} dismissed`}
          </Button>
        )}
      </Toolbar>
      {answer === undefined ? (
        <Waiting query={query} />
      ) : selected === undefined ? (
        <NothingFound
          doctor={answer.doctor}
          isNarrowed={dismissed || shown !== 'all' || source !== EVERYWHERE}
          onClear={() => {
            setShown('all');
            setSource(EVERYWHERE);
            navigate('doctor', {}, { replace: true });
          }}
        />
      ) : (
        <ListDesk
          width="wide"
          side={
            <>
              <FindingList
                findings={answer.findings}
                selected={selected.id}
                onSelect={(finding) => {
                  const params = { finding: finding.id, ...(dismissed ? { show: 'dismissed' } : {}) };
                  navigate('doctor', params, { replace: true });
                }}
              />
              {answer.total > answer.findings.length && limit < MOST && (
                <Button
                  className={css['showMore']}
                  onClick={() => {
                    setLimit(Math.min(MOST, limit + PAGE));
                  }}
                >
                  {`Show more of ${formatCount(answer.total)}`}
                </Button>
              )}
            </>
          }
        >
          <FindingDetail finding={selected} doctor={answer.doctor} timezone={timezone} onOpenEvent={setEid} />
        </ListDesk>
      )}
      <EventDrawer
        event={eid === undefined || event?.eid !== eid ? undefined : event}
        timezone={timezone}
        onClose={() => {
          setEid(undefined);
        }}
        onShowSessions={(stored) => {
          navigate('sessions', { person: stored.user_id ?? stored.distinct_id });
        }}
      />
    </>
  );
}

function labelOf(
  severity: DoctorFinding['severity'],
  counts: CommandOutput<'doctor.findings'>['counts'] | undefined,
): string {
  const { many } = SEVERITY_WORDS[severity];
  return counts === undefined || counts[severity] === 0 ? many : `${many} ${formatCount(counts[severity])}`;
}

const sourcesOf = (answer: CommandOutput<'doctor.findings'> | undefined): string[] =>
  [...new Set(answer?.findings.flatMap(({ origins }) => origins.map(({ source }) => source)))].sort();

function Progress({ doctor }: { readonly doctor: DoctorState }) {
  if (doctor.state === 'ready') return <span className={css['examined']}>{examinedWords(doctor)}</span>;
  return (
    <Badge tone="accent" dot>
      {`Looking at ${formatPlural(doctor.pending, 'event')} more`}
    </Badge>
  );
}

const examinedWords = ({ examined, rules, skipped }: DoctorState): string =>
  `${skipped > 0 ? 'The latest ' : ''}${formatPlural(examined, 'event')} looked at by ${formatPlural(rules, 'rule')}`;

function Waiting({ query }: { readonly query: ReturnType<typeof useQuery<'doctor.findings'>> }) {
  if (query.status === 'failed') return <ErrorState error={query.error} onRetry={query.refetch} />;
  return (
    <div className={css['loading']}>
      <Skeleton lines={8} height={16} />
    </div>
  );
}

interface NothingFoundProps {
  readonly doctor: DoctorState;
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
}

function NothingFound({ doctor, isNarrowed, onClear }: NothingFoundProps) {
  if (isNarrowed) {
    return (
      <EmptyState
        icon={Stethoscope}
        title="No finding fits"
        text="There is none of this severity and source."
        actions={<Button onClick={onClear}>Show all findings</Button>}
      />
    );
  }
  if (doctor.examined === 0) {
    return (
      <EmptyState
        icon={Stethoscope}
        title={doctor.pending > 0 ? 'Looking at the stored events' : 'Nothing to look at yet'}
        text="Every event that arrives is looked at for mistakes of instrumentation: identify that comes too late, events that fire twice, properties that go missing, personal data, and more."
        {...(doctor.pending > 0
          ? {}
          : {
              actions: (
                <Button
                  variant="primary"
                  onClick={() => {
                    navigate('welcome');
                  }}
                >
                  Get data in
                </Button>
              ),
            })}
      />
    );
  }
  return (
    <EmptyState
      icon={HeartPulse}
      title={doctor.pending > 0 ? 'No mistakes found so far' : 'No mistakes found'}
      text={`${examinedWords(doctor)}: ids, names, properties, times, consent, personal data and the vendors’ own limits. What arrives next is looked at too.`}
    />
  );
}
