/** Activity that never pauses long enough for a session to end: mostly a heartbeat that a forgotten tab goes on sending. */
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';
import { spokenSpan } from '../words';

const PERSONS = 20_000;
const GAP_MS = 30 * 60_000;
/** Nobody is awake that long. */
export const ENDLESS_MS = 24 * 3_600_000;
const MOST_NAMES = 6;

interface Run {
  from: number;
  fromEid: number;
  to: number;
  isTold: boolean;
  readonly names: Map<string, number>;
}

export const endlessSession: Rule = {
  id: 'endless-session',
  title: 'A session that never ends',
  severity: 'warning',
  meaning:
    'Session lengths and time on page are far too long, and there are too few sessions: what somebody does tomorrow belongs to today’s visit.',
  limits:
    'Events of one person for more than 24 hours without a pause of 30 minutes. Events of servers are left alone; so is whoever comes back day by day.',
  remedies: {
    general: {
      text: 'Send heartbeats only while the page is seen and somebody is there, and stop after a while.',
      code: "setInterval(() => {\n  if (document.visibilityState === 'visible') track('heartbeat')\n}, 30_000)",
    },
    families: {
      snowplow: {
        text: 'Page pings stop by themselves where nobody moves; take out your own timer.',
        code: 'enableActivityTracking({ minimumVisitLength: 10, heartbeatDelay: 10 })',
      },
      matomo: {
        text: 'Matomo’s own heartbeat beats only while the page is seen.',
        code: "_paq.push(['enableHeartBeatTimer'])",
      },
    },
  },
  capacity: PERSONS * (MOST_NAMES + 1),
  start() {
    const runs = new RecentMap<string, Run>(PERSONS);
    return {
      observe({ event, eid, isServer }, report) {
        if (isServer) return;
        const { timestamp: at, distinct_id: person, event: name } = event;
        const run = runs.get(person);
        if (run === undefined || at - run.to > GAP_MS || at < run.from - GAP_MS) {
          runs.set(person, { from: at, fromEid: eid, to: at, isTold: false, names: new Map([[name, 1]]) });
          return;
        }
        if (at < run.from) {
          run.from = at;
          run.fromEid = eid;
        }
        run.to = Math.max(run.to, at);
        const count = run.names.get(name);
        if (count !== undefined || run.names.size < MOST_NAMES) run.names.set(name, (count ?? 0) + 1);
        if (run.isTold || run.to - run.from <= ENDLESS_MS) return;
        run.isTold = true;
        const [most = name] = [...run.names].sort((a, b) => b[1] - a[1]).map(([each]) => each);
        report({
          subject: most,
          message: `Events came for ${spokenSpan(run.to - run.from)} without a pause of half an hour, most of them «${most}».`,
          before: [run.fromEid],
          values: [{ label: 'most frequent event', value: most }],
        });
      },
      held() {
        let held = runs.size;
        for (const { names } of runs.values()) held += names.size;
        return held;
      },
    };
  },
};
