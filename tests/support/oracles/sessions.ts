/** Sessions, slow and obvious, written from INSIGHTS §5 alone: one person's events at a time, as objects. */
export interface OracleEvent {
  readonly time: number;
  readonly hint?: string;
  readonly campaign?: string;
  readonly server: boolean;
}

export interface OracleSettings {
  readonly timeoutMs: number;
  readonly honourSdkSessions: boolean;
  /** The zone whose midnights split; undefined: none do. */
  readonly midnight: string | undefined;
  readonly campaignChange: boolean;
}

const HOUR = 3_600_000;
export const ORACLE_DEFAULTS: OracleSettings = {
  timeoutMs: HOUR / 2,
  honourSdkSessions: true,
  midnight: undefined,
  campaignChange: false,
};

/** The date on the wall, as the calendar of the machine's time zone data tells it: "2026-03-29". */
const dateIn = (zone: string, time: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(time);

/** Which session (0, 1, 2 …) each event falls into; undefined where it falls into none. Events are in order. */
export function oracleSessions(
  events: readonly OracleEvent[],
  { timeoutMs, honourSdkSessions, midnight, campaignChange }: OracleSettings = ORACLE_DEFAULTS,
): { session: (number | undefined)[]; reasons: string[] } {
  const joins = (event: OracleEvent): boolean => event.server && event.hint === undefined;
  const otherDay = (a: OracleEvent, b: OracleEvent): boolean =>
    midnight !== undefined && dateIn(midnight, a.time) !== dateIn(midnight, b.time);
  const serverOnly = events.every(joins);
  const reasons: string[] = [];
  const session: (number | undefined)[] = [];
  let members: OracleEvent[] = [];
  for (const event of events) {
    const last = members.at(-1);
    const first = members[0];
    if (joins(event) && !serverOnly) {
      const open =
        first !== undefined && last !== undefined && event.time - last.time <= timeoutMs && !otherDay(first, event);
      session.push(open ? reasons.length - 1 : undefined);
      continue;
    }
    const hint = members.findLast((member) => member.hint !== undefined)?.hint;
    const campaign = members.find((member) => member.campaign !== undefined)?.campaign;
    let reason: string | undefined;
    if (first === undefined || last === undefined) reason = 'first';
    else if (event.time - last.time > timeoutMs) reason = 'timeout';
    else if (honourSdkSessions && event.hint !== undefined && hint !== undefined && event.hint !== hint) reason = 'sdk';
    else if (otherDay(first, event)) reason = 'midnight';
    else if (campaignChange && event.campaign !== undefined && event.campaign !== campaign) reason = 'campaign';
    else if (event.time - first.time > 24 * HOUR) reason = 'maxLength';
    if (reason !== undefined) {
      reasons.push(reason);
      members = [];
    }
    members.push(event);
    session.push(reasons.length - 1);
  }
  return { session, reasons };
}
