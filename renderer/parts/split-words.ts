/** Why a session began, in words, as precisely as what is known allows. Pure. */
import { formatPlural } from '../ui/number-format';

/** What is known about the start of a session beside the reason. */
export interface SplitFacts {
  /** Since the person's event before it, ms. */
  readonly silenceMs?: number | undefined;
  /** What brought the visitor, such as `google / cpc`. */
  readonly campaign?: string | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A pause as people say it: `48 s`, `42 min`, `3 h 5 min`, `2 days 4 h`, `12 days`. */
export function pauseWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
  }
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  return formatPlural(days, 'day') + (hours === 0 || days >= 10 ? '' : ` ${hours} h`);
}

/** `after 42 min of silence`, `the SDK began a new session`; a reason of a later version is shown as it is. */
export function splitWords(reason: string, { silenceMs, campaign }: SplitFacts = {}): string {
  switch (reason) {
    case 'first':
      return 'first event of the person';
    case 'timeout':
      return silenceMs === undefined ? 'after a long silence' : `after ${pauseWords(silenceMs)} of silence`;
    case 'sdk':
      return 'the SDK began a new session';
    case 'midnight':
      return 'midnight';
    case 'campaign':
      return campaign === undefined || campaign === '' ? 'campaign changed' : `campaign changed to ${campaign}`;
    case 'maxLength':
      return 'the longest session was over';
    default:
      return reason;
  }
}

const SHORT: Readonly<Record<string, string>> = {
  first: 'first event',
  timeout: 'silence',
  sdk: 'SDK session',
  midnight: 'midnight',
  campaign: 'campaign',
  maxLength: 'too long',
};

/** Two words at the most, for charts. */
export const splitShort = (reason: string): string => SHORT[reason] ?? reason;
