/** Sessions, slow and obvious, written from INSIGHTS §5 alone: one person's events at a time, as objects. */
export interface OracleEvent {
  readonly time: number;
  readonly hint?: string;
  readonly server: boolean;
}

const MINUTE = 60_000;

/** Which session (0, 1, 2 …) each event falls into; undefined where it falls into none. Events are in order. */
export function oracleSessions(events: readonly OracleEvent[]): { session: (number | undefined)[]; reasons: string[] } {
  const joins = (event: OracleEvent): boolean => event.server && event.hint === undefined;
  const serverOnly = events.every(joins);
  const reasons: string[] = [];
  const session: (number | undefined)[] = [];
  let members: OracleEvent[] = [];
  for (const event of events) {
    const last = members.at(-1);
    const first = members[0];
    if (joins(event) && !serverOnly) {
      session.push(last !== undefined && event.time - last.time <= 30 * MINUTE ? reasons.length - 1 : undefined);
      continue;
    }
    const hint = members.findLast((member) => member.hint !== undefined)?.hint;
    let reason: string | undefined;
    if (first === undefined || last === undefined) reason = 'first';
    else if (event.time - last.time > 30 * MINUTE) reason = 'timeout';
    else if (event.hint !== undefined && hint !== undefined && event.hint !== hint) reason = 'sdk';
    else if (event.time - first.time > 24 * 60 * MINUTE) reason = 'maxLength';
    if (reason !== undefined) {
      reasons.push(reason);
      members = [];
    }
    members.push(event);
    session.push(reasons.length - 1);
  }
  return { session, reasons };
}
