/** Gathers what rules find, by rule and subject: how often, when, of whom, by which SDKs, and a few of the times. */
import type { Examined } from './examined';
import type { Family } from './families';
import { withoutPersonal } from './personal-data';
import { RecentMap } from './recent-map';
import type { Found, Rule, Severity } from './rule';

export interface FindingExample {
  readonly message: string;
  /** The present event last. */
  readonly eids: readonly number[];
  readonly event: string;
  readonly distinctId: string;
  /** UTC ms when it happened. */
  readonly at: number;
  readonly values: readonly { readonly label: string; readonly value: string }[];
}

export interface Finding {
  /** Stable over restarts: the rule and the subject. */
  readonly id: string;
  readonly rule: Rule;
  readonly subject: string;
  readonly severity: Severity;
  readonly count: number;
  /** Different distinct ids, at most {@link MOST_PERSONS}. */
  readonly persons: number;
  /** UTC ms of the earliest and latest event that showed it. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** UTC ms when the last one arrived. */
  readonly lastArrived: number;
  /** The event that showed it first. */
  readonly firstEid: number;
  readonly lastEid: number;
  /** The SDKs that sent it, the most frequent first. */
  readonly origins: readonly { readonly origin: string; readonly source: string; readonly count: number }[];
  readonly family: Family | undefined;
  /** The first ones and the latest ones. */
  readonly examples: readonly FindingExample[];
}

export const MOST_PERSONS = 100;
/** Events whose findings are known by the event. */
const MOST_MARKS = 50_000;
const MOST_PER_EVENT = 8;
const MOST_ORIGINS = 8;
const FIRST_EXAMPLES = 3;
const LAST_EXAMPLES = 3;
/** Subjects of one rule that are told apart; what is found of others is only counted. */
export const MOST_SUBJECTS = 200;

interface Kept {
  readonly rule: Rule;
  readonly subject: string;
  severity: Severity;
  count: number;
  readonly persons: Set<string>;
  firstSeen: number;
  lastSeen: number;
  lastArrived: number;
  readonly firstEid: number;
  lastEid: number;
  readonly origins: Map<string, { source: string; count: number }>;
  family: Family | undefined;
  /** As the rule told them; what is personal is taken out of those that are shown. */
  readonly first: FindingExample[];
  readonly last: FindingExample[];
}

export class FindingBook {
  /** What the latest subjects are called without what is personal: a mistake happens over and over. */
  private readonly tidied = new RecentMap<string, string>(MOST_SUBJECTS);
  private readonly kept = new Map<string, Kept>();
  private readonly subjects = new Map<string, number>();
  private readonly untold = new Map<string, number>();
  private readonly marks = new RecentMap<number, string[]>(MOST_MARKS);
  private changes = 0;

  /** Grows with everything noted. */
  get version(): number {
    return this.changes;
  }

  note(rule: Rule, { event, eid, family, origin }: Examined, found: Found): void {
    this.changes += 1;
    // Names of events and properties are the developers' words, and may hold something personal all the same.
    const subject = this.tidy(found.subject);
    const key = findingId(rule.id, subject);
    const kept = this.kept.get(key) ?? this.open(key, rule, subject, event.timestamp, eid);
    if (kept === undefined) {
      this.untold.set(rule.id, (this.untold.get(rule.id) ?? 0) + 1);
      return;
    }
    const eids = [...(found.before ?? []), eid];
    for (const shown of eids) this.mark(shown, key);
    kept.count += 1;
    kept.severity = found.severity ?? rule.severity;
    kept.firstSeen = Math.min(kept.firstSeen, event.timestamp);
    kept.lastSeen = Math.max(kept.lastSeen, event.timestamp);
    kept.lastArrived = Math.max(kept.lastArrived, event.received_at);
    kept.lastEid = eid;
    kept.family = family;
    if (kept.persons.size < MOST_PERSONS) kept.persons.add(event.distinct_id);
    const from = kept.origins.get(origin);
    if (from !== undefined) from.count += 1;
    else if (kept.origins.size < MOST_ORIGINS) kept.origins.set(origin, { source: event.source, count: 1 });
    const example: FindingExample = {
      message: found.message,
      eids,
      event: event.event,
      distinctId: event.distinct_id,
      at: event.timestamp,
      values: found.values ?? [],
    };
    if (kept.first.length < FIRST_EXAMPLES) kept.first.push(example);
    else {
      if (kept.last.length >= LAST_EXAMPLES) kept.last.shift();
      kept.last.push(example);
    }
  }

  findings(): Finding[] {
    return [...this.kept].map(([id, kept]) => ({
      id,
      rule: kept.rule,
      subject: kept.subject,
      severity: kept.severity,
      count: kept.count,
      persons: kept.persons.size,
      firstSeen: kept.firstSeen,
      lastSeen: kept.lastSeen,
      lastArrived: kept.lastArrived,
      firstEid: kept.firstEid,
      lastEid: kept.lastEid,
      origins: [...kept.origins]
        .map(([origin, { source, count }]) => ({ origin, source, count }))
        .sort((a, b) => b.count - a.count),
      family: kept.family,
      examples: [...kept.first, ...kept.last].map((example) => ({
        ...example,
        message: withoutPersonal(example.message),
        event: withoutPersonal(example.event),
      })),
    }));
  }

  /** Ids of the findings that the event shows; of the latest {@link MOST_MARKS} such events. */
  about(eid: number): readonly string[] {
    return this.marks.get(eid) ?? [];
  }

  /** How often something was found of subjects beyond those told apart, by rule. */
  untoldOf(rule: string): number {
    return this.untold.get(rule) ?? 0;
  }

  private tidy(subject: string): string {
    const known = this.tidied.get(subject);
    if (known !== undefined) return known;
    const tidy = withoutPersonal(subject);
    this.tidied.set(subject, tidy);
    return tidy;
  }

  private mark(eid: number, key: string): void {
    const marks = this.marks.get(eid);
    if (marks === undefined) this.marks.set(eid, [key]);
    else if (!marks.includes(key) && marks.length < MOST_PER_EVENT) marks.push(key);
  }

  private open(key: string, rule: Rule, subject: string, time: number, eid: number): Kept | undefined {
    const subjects = this.subjects.get(rule.id) ?? 0;
    if (subjects >= MOST_SUBJECTS) return undefined;
    this.subjects.set(rule.id, subjects + 1);
    const kept: Kept = {
      rule,
      subject,
      severity: rule.severity,
      count: 0,
      persons: new Set(),
      firstSeen: time,
      lastSeen: time,
      lastArrived: 0,
      firstEid: eid,
      lastEid: eid,
      origins: new Map(),
      family: undefined,
      first: [],
      last: [],
    };
    this.kept.set(key, kept);
    return kept;
  }
}

export const findingId = (rule: string, subject: string): string => `${rule}:${subject}`;
