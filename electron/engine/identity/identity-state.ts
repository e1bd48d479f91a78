/** Persons under one rule set and one list of decisions: a resolver and how much it has been told. */
import { IdentityResolver, type Resolution } from '../../../shared/identity/resolver';
import { cooperate } from '../sequences/cooperate';
import type { Definitions } from '../definitions';
import type { FactsRead, IdFacts } from './id-facts';

export class IdentityState {
  readonly resolver: IdentityResolver;
  private readonly read: FactsRead = { nodes: 0, seen: 0, points: 0, aliases: 0 };

  constructor(
    readonly facts: IdFacts,
    /** Settings beside identity's may be replaced. */
    public definitions: Definitions,
  ) {
    const { rules, maxIdsPerPerson } = definitions.settings.identity;
    this.resolver = new IdentityResolver({ rules, maxIdsPerPerson, decisions: definitions.decisions });
  }

  /**
   * Persons of the events below `nextEid`, which is at least `total`. What the resolution calls unchanged is so since
   * the last call.
   */
  async catchUp(total: number, signal?: AbortSignal): Promise<{ resolution: Resolution; nextEid: number }> {
    const nextEid = await this.facts.tell(this.resolver, this.read, total, signal);
    return { resolution: await cooperate(this.resolver.resolveInSteps()), nextEid };
  }
}
