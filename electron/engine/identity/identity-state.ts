/** Persons under one rule set and one list of decisions: a resolver and how much it has been told. */
import { ensure } from '../../../shared/base/assert';
import { KEPT_COLUMNS, type KeptColumns } from '../../../shared/identity/kept';
import { IdentityResolver, type Persons, type Resolution } from '../../../shared/identity/resolver';
import type { Kept, KeptSource, PackColumn } from '../cache/pack';
import { cooperate } from '../sequences/cooperate';
import type { Definitions } from '../definitions';
import type { FactsRead, IdFacts } from './id-facts';

/** In place of the number of a text that no event carries: an alias or a decision names it. */
const NO_TEXT = -1;

export class IdentityState {
  readonly resolver: IdentityResolver;
  private read: FactsRead = { nodes: 0, seen: 0, points: 0, aliases: 0 };

  constructor(
    readonly facts: IdFacts,
    /** Settings beside identity's may be replaced. */
    public definitions: Definitions,
  ) {
    const { rules, maxIdsPerPerson } = definitions.settings.identity;
    this.resolver = new IdentityResolver({ rules, maxIdsPerPerson, decisions: definitions.decisions });
  }

  /** What {@link IdentityState.restore} reads again, beside the facts'. To be asked right after {@link catchUp}. */
  keep(): Kept {
    const { columns, texts, renamed, freeTime } = this.resolver.keep();
    // Most texts are those of the facts: known by their number there.
    const numbers = new Int32Array(texts.length).fill(NO_TEXT);
    const { nodeName } = columns;
    for (let node = 0; node < nodeName.length; node++) numbers[nodeName[node] as number] = this.facts.textOf(node);
    return {
      columns: {
        ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [`resolver.${name}`, column])),
        'resolver.texts': numbers,
        'resolver.renamed': Int32Array.from(renamed, ([principal]) => principal),
        'resolver.freeTime': Int32Array.of(freeTime),
      },
      texts: { ownTexts: texts.filter((_, name) => numbers[name] === NO_TEXT), renamed: renamed.map(([, id]) => id) },
    };
  }

  /** As it was kept, of the same definitions and facts; and the persons of then. */
  static async restore(
    facts: IdFacts,
    definitions: Definitions,
    source: KeptSource,
  ): Promise<{ identity: IdentityState; persons: Persons }> {
    const identity = new IdentityState(facts, definitions);
    const columns: Record<string, PackColumn> = {};
    for (const [name, layout] of Object.entries(KEPT_COLUMNS)) {
      columns[name] = await source.column(`resolver.${name}`, layout);
    }
    const numbers = await source.column('resolver.texts', 'i32');
    const own = (await source.texts('ownTexts')).values();
    const texts = Array.from(numbers, (number) =>
      number === NO_TEXT ? ensure(own.next().value, 'text of a name') : facts.text(number),
    );
    const renamedTexts = await source.texts('renamed');
    const principals = await source.column('resolver.renamed', 'i32');
    const [freeTime] = await source.column('resolver.freeTime', 'i32');
    const persons = identity.resolver.restore({
      columns: columns as unknown as KeptColumns,
      texts,
      renamed: renamedTexts.map((id, i) => [principals[i] as number, id]),
      freeTime: ensure(freeTime, 'free place'),
    });
    identity.read = facts.readToEnd();
    return { identity, persons };
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
