/**
 * Who is who, the slow and obvious way: events sorted by time, told to each rule set in so many words, no incremental
 * anything. Answers with the owner of every id at every asked time, by the person's id.
 */
import { isJunkId } from '../../../shared/model/junk-id';
import type { RuleSet } from '../../../shared/model/identity';
import { type IdEvent, ownerOf } from '../identity';

/** One id in its role: `user x`, `anonymous x`. */
type Key = string;
interface Fact {
  readonly time: number;
  readonly anchor: string;
  readonly user: string;
  readonly kind: 'event' | 'identify' | 'alias' | 'merge';
}

const POSTHOG_ILLEGAL = 'anonymous guest distinctid distinct_id id not_authenticated email undefined true false';
const KIND_ORDER = ['event', 'identify', 'alias', 'merge'];

class Sets {
  private readonly groups: Set<Key>[] = [];
  of(key: Key): Set<Key> {
    let group = this.groups.find((each) => each.has(key));
    if (!group) this.groups.push((group = new Set([key])));
    return group;
  }
  join(a: Key, b: Key): void {
    const [one, other] = [this.of(a), this.of(b)];
    if (one === other) return;
    for (const key of other) one.add(key);
    this.groups.splice(this.groups.indexOf(other), 1);
  }
}

export class IdentityOracle {
  private readonly events: readonly IdEvent[];
  private readonly isDistinct: boolean;
  private readonly known = new Set<Key>();
  private readonly sets = new Sets();
  /** Owners by time, of shared devices. */
  private readonly turns = new Map<Key, { time: number; user: Key }[]>();

  constructor(
    private readonly rules: RuleSet,
    events: readonly IdEvent[],
    private readonly maxIds: number,
  ) {
    this.events = [...events].sort((a, b) => a.time - b.time);
    this.isDistinct = rules === 'posthog' || rules === 'none';
    for (const { user } of this.events) if (user !== undefined && !this.isDistinct) this.known.add(`user ${user}`);
    this.settle();
  }

  /** The ids of the person that owns an event of the id at a time: all that would share it at that time. */
  owner(role: string, id: string, time: number): Key {
    const key = this.meaning(role, id);
    const turns = this.turns.get(key);
    if (!turns) return this.nameOf(this.sets.of(key));
    let owner = (turns[0] as { user: Key }).user;
    for (const turn of turns) if (turn.time <= time) owner = turn.user;
    return this.nameOf(this.sets.of(owner));
  }

  /** Known users before other ids with events, before strangers; then the first seen, then by text. */
  private nameOf(group: Set<Key>): Key {
    const rank = (key: Key): number =>
      this.known.has(key) ? 0 : this.firstOf(key) === Infinity ? 3 : key.startsWith('user ') ? 1 : 2;
    const [best = ''] = [...group].sort(
      (a, b) => rank(a) - rank(b) || this.firstOf(a) - this.firstOf(b) || (a < b ? -1 : 1),
    );
    return best;
  }

  private firstOf(key: Key): number {
    const times = this.events
      .filter((each) => {
        const owner = ownerOf(this.rules, each);
        const heard = [owner && this.meaning(owner.role, owner.id)];
        if (each.user !== undefined) {
          heard.push(this.meaning('user', each.user));
          if (each.anonymous !== undefined) heard.push(this.meaning('anonymous', each.anonymous));
        }
        return heard.includes(key);
      })
      .map(({ time }) => time);
    return Math.min(Infinity, ...times);
  }

  /** A plain id is the user of its text, else the anonymous visitor; else it stands for itself. */
  private meaning(role: string, id: string): Key {
    if (this.isDistinct) return `user ${id}`;
    if (role !== 'plain') return `${role} ${id}`;
    const isUser = this.events.some(({ user }) => user === id);
    const isAnonymous = this.events.some(
      (each) => each.anonymous === id && (each.user !== undefined || ownerOf(this.rules, each)?.role === 'anonymous'),
    );
    return isAnonymous && !isUser ? `anonymous ${id}` : `user ${id}`;
  }

  private isJunk(id: string): boolean {
    if (isJunkId(id)) return true;
    if (this.rules === 'segment') return id === '-1';
    return this.rules === 'posthog' && POSTHOG_ILLEGAL.split(' ').includes(id.toLowerCase());
  }

  private facts(): Fact[] {
    const all: Fact[] = [];
    for (const { time, user, anonymous, alias, identify, merge } of this.events) {
      if (user === undefined) continue;
      const key = this.meaning('user', user);
      if (anonymous !== undefined) {
        const anchor = this.meaning('anonymous', anonymous);
        all.push({ time, anchor, user: key, kind: identify ? 'identify' : 'event' });
      }
      if (alias !== undefined && alias !== user) {
        all.push({ time, anchor: this.meaning('plain', alias), user: key, kind: merge ? 'merge' : 'alias' });
      }
    }
    const text = (key: Key): string => key.slice(key.indexOf(' ') + 1);
    const known = all.filter(({ kind, anchor, user }) => {
      if (anchor === user || this.isJunk(text(anchor)) || this.isJunk(text(user))) return false;
      if (this.rules === 'none' || this.rules === 'user-id-only') return false;
      if (this.rules === 'posthog') return kind !== 'event';
      return this.rules === 'waymark' || kind === 'event' || kind === 'identify';
    });
    const others = new Map<string, Set<string>>();
    for (const { anchor, user } of known) {
      for (const [a, b] of [
        [text(anchor), text(user)],
        [text(user), text(anchor)],
      ] as const) {
        if (a !== b) others.set(a, (others.get(a) ?? new Set()).add(b));
      }
    }
    const isHot = (key: Key): boolean => (others.get(text(key))?.size ?? 0) > this.maxIds;
    const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    return known
      .filter(({ anchor, user }) => !isHot(anchor) && !isHot(user))
      .sort(
        (a, b) =>
          a.time - b.time ||
          order(text(a.anchor), text(b.anchor)) ||
          order(text(a.user), text(b.user)) ||
          KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind),
      );
  }

  private settle(): void {
    const facts = this.facts();
    if (this.rules === 'waymark' || this.rules === 'amplitude') this.settleByTime(facts);
    else if (this.rules === 'mixpanel') this.settleOnce(facts);
    else if (this.rules === 'last-user') this.settleOnce([...facts].reverse());
    else if (this.rules === 'posthog') this.settlePosthog(facts);
    else if (this.rules === 'segment') this.settleSegment(facts);
  }

  private settleByTime(facts: readonly Fact[]): void {
    for (const { anchor, user, time } of facts) {
      if (anchor.startsWith('user ')) this.sets.join(anchor, user);
      else this.turns.set(anchor, [...(this.turns.get(anchor) ?? []), { time, user }]);
    }
  }

  private settleOnce(facts: readonly Fact[]): void {
    const given = new Set<Key>();
    for (const { anchor, user } of facts) {
      if (!given.has(anchor)) this.sets.join(user, anchor);
      given.add(anchor);
    }
  }

  private settlePosthog(facts: readonly Fact[]): void {
    for (const { anchor, user, kind } of facts) {
      const isIdentified = [...this.sets.of(anchor)].some((key) => this.known.has(key));
      const isTogether = this.sets.of(anchor) === this.sets.of(user);
      if (!isIdentified || isTogether || kind === 'merge') this.sets.join(user, anchor);
      this.known.add(user);
    }
  }

  private settleSegment(facts: readonly Fact[]): void {
    for (const { anchor, user } of facts) {
      const all = new Set([...this.sets.of(anchor), ...this.sets.of(user)]);
      const users = [...all].filter((key) => key.startsWith('user '));
      if (users.length <= 1 && all.size - users.length <= 5) this.sets.join(user, anchor);
    }
  }
}
