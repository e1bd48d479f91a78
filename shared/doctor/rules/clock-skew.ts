/** Clocks that are off: times that had to be put right, and times that have not come yet. */
import { type Rule, stateless } from '../rule';
import { spokenSpan } from '../words';

/** The road takes less. */
export const SKEW_MS = 5 * 60_000;

export const clockSkew: Rule = {
  id: 'clock-skew',
  title: 'A clock is wrong',
  severity: 'warning',
  meaning:
    'Where the SDK says when it sent, the time was put right by when it arrived. Where it does not, the event stands where the clock said: on another day, in another session, or in the future, beyond every range.',
  limits:
    'A correction of over five minutes, or a time over five minutes after arriving. Late arrivals are none: SDKs keep events while they are offline.',
  remedies: {
    general: {
      text: 'Let the device fetch its time (a container or virtual machine that was asleep often has the wrong one), and do not set times from the page’s clock where the server knows better. Times in the wrong unit or without their zone look the same: send ISO 8601 with «Z», or milliseconds.',
      code: 'new Date().toISOString()',
    },
    families: {
      posthog: {
        text: 'Leave the timestamp to the SDK: one that the caller sets is not put right by the time of sending.',
        code: "posthog.capture('signed up')  // without { timestamp }",
      },
      waymark: {
        text: 'Times of `POST /ingest` are put right only by `sent_at`. Send it, or leave `timestamp` out to have the time of arrival.',
      },
    },
  },
  capacity: 0,
  start: () =>
    stateless(({ event, origin }, report) => {
      const { timestamp, original_timestamp: original, received_at: received } = event;
      const moved = original === undefined ? 0 : original - timestamp;
      if (Math.abs(moved) > SKEW_MS) {
        report({
          subject: origin,
          message: `The clock that sent «${event.event}» was ${spokenSpan(moved)} ${moved > 0 ? 'fast' : 'slow'}; the time was put right.`,
          values: [{ label: 'off by', value: `${moved > 0 ? '+' : '−'}${spokenSpan(moved)}` }],
        });
      } else if (timestamp - received > SKEW_MS) {
        report({
          subject: `${origin}, in the future`,
          message: `«${event.event}» is dated ${spokenSpan(timestamp - received)} after it arrived.`,
          values: [{ label: 'ahead by', value: spokenSpan(timestamp - received) }],
          severity: 'error',
        });
      }
    }),
};
