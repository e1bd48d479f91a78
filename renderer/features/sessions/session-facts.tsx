/** What a session is made of, in one strip. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { splitWords } from '../../parts/split-words';
import { formatCount, formatPlural } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import { campaignWords, numberOf, textOf, type SessionRow } from './session-rows';
import css from './session-page.module.css';

export interface SessionFactsProps {
  readonly row: SessionRow;
  /** Since the person's event before the session, ms; undefined while that is not known. */
  readonly silenceMs: number | undefined;
  /** What shows the session on the screen; empty where nothing does. */
  readonly recordings: CommandOutput<'recordings.ofSession'>;
}

export function SessionFacts({ row, silenceMs, recordings }: SessionFactsProps) {
  const count = (column: 'events' | 'pageviews' | 'clicks' | 'rageClicks' | 'errors'): number =>
    numberOf(row, column) ?? 0;
  const entry = textOf(row, 'entryPage');
  const exit = textOf(row, 'exitPage');
  const client = [textOf(row, 'browser'), textOf(row, 'os'), textOf(row, 'device')].filter((part) => part !== '');
  const campaign = campaignWords(row);
  const reason = textOf(row, 'splitReason');
  const facts: readonly (readonly [string, string] | undefined)[] = [
    ['Duration', formatDuration(numberOf(row, 'durationSeconds'))],
    ['Engaged', formatDuration(numberOf(row, 'engagedSeconds'))],
    ['Events', formatCount(count('events'))],
    ['Page views', formatCount(count('pageviews'))],
    [
      'Clicks',
      count('rageClicks') > 0
        ? `${formatCount(count('clicks'))}, ${count('rageClicks')} in rage`
        : formatCount(count('clicks')),
    ],
    count('errors') > 0 ? ['Errors', formatPlural(count('errors'), 'error')] : undefined,
    recordings.length === 0 ? undefined : ['Recorded', recordedWords(recordings)],
    entry === '' ? undefined : ['Pages', entry === exit ? entry : `${entry} → ${exit}`],
    client.length === 0 ? undefined : ['With', client.join(', ')],
    textOf(row, 'referrer') === '' ? undefined : ['From', textOf(row, 'referrer')],
    campaign === '' ? undefined : ['Campaign', campaign],
    ['Began because', splitWords(reason, { silenceMs, campaign })],
  ];
  return (
    <dl className={css['facts']}>
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd className="num" title={fact[1]}>
                {fact[1]}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** «18 s, 62 rrweb events». */
function recordedWords(recordings: SessionFactsProps['recordings']): string {
  const start = Math.min(...recordings.map((each) => each.start));
  const end = Math.max(...recordings.map((each) => each.end));
  const events = recordings.reduce((sum, each) => sum + each.events, 0);
  return `${formatDuration((end - start) / 1000)}, ${formatPlural(events, 'rrweb event')}`;
}
