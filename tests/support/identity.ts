/** Facts about ids written down shortly, and told to a resolver in any order and in any batches. */
import { IdentityResolver, type Resolution, type ResolverOptions } from '../../shared/identity/resolver';
import { OWNER_KEY } from '../../shared/identity/owner-key';
import type { Persons } from '../../shared/identity/persons';
import type { Decision, IdRole, RuleSet } from '../../shared/model/identity';

/** One stored event as identity resolution sees it. */
export interface IdEvent {
  readonly time: number;
  readonly user?: string;
  readonly anonymous?: string;
  /** A distinct id that came without a role. */
  readonly plain?: string;
  readonly identify?: boolean;
  readonly alias?: string;
  readonly merge?: boolean;
}

export const event = (time: number, ids: Omit<IdEvent, 'time'>): IdEvent => ({ time, ...ids });

/** Which id owns the event by itself under a rule set, as the engine's SQL decides it. */
export function ownerOf(rules: RuleSet, { user, anonymous, plain }: IdEvent): { role: IdRole; id: string } | undefined {
  const byUser = user === undefined ? [] : [{ role: 'user' as const, id: user }];
  const byDevice = anonymous === undefined ? [] : [{ role: 'anonymous' as const, id: anonymous }];
  const byName = plain === undefined ? [] : [{ role: 'plain' as const, id: plain }];
  const key = OWNER_KEY[rules];
  const [owner] = key === 'device-first' ? [...byDevice, ...byUser, ...byName] : [...byUser, ...byDevice, ...byName];
  return owner && { role: key === 'distinct' ? 'plain' : owner.role, id: owner.id };
}

export function tell(resolver: IdentityResolver, rules: RuleSet, events: Iterable<IdEvent>): void {
  const isDistinct = OWNER_KEY[rules] === 'distinct';
  const node = (role: IdRole, id: string): number => resolver.addNode(isDistinct ? 'plain' : role, id);
  for (const each of events) {
    const owner = ownerOf(rules, each);
    if (owner) resolver.sawNode(resolver.addNode(owner.role, owner.id), each.time);
    if (each.user === undefined) continue;
    const user = node('user', each.user);
    if (each.anonymous !== undefined) {
      resolver.addLink(node('anonymous', each.anonymous), user, each.time, each.identify ?? false);
    }
    if (each.alias !== undefined) resolver.addAlias(user, each.alias, each.time, each.merge ?? false);
  }
}

export function resolverOf(rules: RuleSet, options: Partial<ResolverOptions> = {}): IdentityResolver {
  return new IdentityResolver({ rules, maxIdsPerPerson: 1000, decisions: [], ...options });
}

export function resolve(rules: RuleSet, events: Iterable<IdEvent>, decisions: readonly Decision[] = []): World {
  const resolver = resolverOf(rules, { decisions });
  tell(resolver, rules, events);
  return new World(resolver, resolver.resolve());
}

/** A resolution looked at by texts. */
export class World {
  constructor(
    readonly resolver: IdentityResolver,
    readonly resolution: Resolution,
  ) {}

  get persons(): Persons {
    return this.resolution.persons;
  }

  /** `role id` of every member, by person index. */
  members(person: number): string[] {
    const { memberOffsets, memberNodes } = this.persons;
    const nodes = memberNodes.subarray(memberOffsets[person], memberOffsets[person + 1]);
    return Array.from(nodes, (node) => {
      const { role, id } = this.resolver.refOf(node);
      return `${role} ${id}`;
    });
  }
}
