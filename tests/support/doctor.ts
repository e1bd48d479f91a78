/** Events shown to rules of the doctor, and what they find in them. */
import { Examination } from '../../shared/doctor/examination';
import type { Finding } from '../../shared/doctor/finding-book';
import type { Rule } from '../../shared/doctor/rule';
import type { CanonicalEvent } from '../../shared/model/event';
import type { Signals } from '../../shared/model/signals';

/** Monday, 2 March 2026, 09:00:00.123 UTC. */
export const AT = Date.UTC(2026, 2, 2, 9, 0, 0, 123);

export type Shown = Partial<CanonicalEvent> & { readonly event: string; readonly signals?: Signals };

/** What is not given: of one person's browser, a second after the one before, arriving at once. */
export function examine(rules: readonly Rule[], events: readonly Shown[]): readonly Finding[] {
  const examination = new Examination(rules);
  for (const [eid, { signals, ...event }] of events.entries()) {
    const timestamp = event.timestamp ?? AT + eid * 1_000;
    const complete: CanonicalEvent = {
      event_id: `event-${eid}`,
      kind: 'custom',
      timestamp,
      received_at: timestamp,
      distinct_id: 'ana',
      groups: {},
      properties: {},
      source: 'posthog',
      lib: 'web',
      ...event,
    };
    examination.show({ ...complete, eid }, signals);
  }
  return examination.book.findings();
}

/** `subject ×count` of every finding, in order. */
export const found = (rule: Rule, ...events: readonly Shown[]): string[] =>
  examine([rule], events).map(({ subject, count }) => `${subject} ×${count}`);
