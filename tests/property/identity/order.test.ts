import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alias, type IdNode, type Link, ownerAt, resolvePersons } from '../../../shared/identity/resolve';

const USERS = ['A', 'B', 'C', 'null'];
const DEVICES = ['d1', 'd2', 'A', '0'];
const time = fc.integer({ min: 0, max: 20 });
const link: fc.Arbitrary<Link> = fc.record({
  anonymous: fc.constantFrom(...DEVICES),
  user: fc.constantFrom(...USERS),
  time,
});
const alias: fc.Arbitrary<Alias> = fc.record({
  user: fc.constantFrom(...USERS),
  alias: fc.constantFrom(...USERS, ...DEVICES, 'X'),
  time,
});
const node: fc.Arbitrary<IdNode> = fc
  .tuple(
    fc.constantFrom('user' as const, 'anonymous' as const, 'plain' as const),
    fc.constantFrom(...USERS, ...DEVICES),
    time,
  )
  .map(([role, id, firstSeen]) => ({ role, id, firstSeen }));
const nodes = fc.uniqueArray(node, { selector: ({ role, id }) => `${role} ${id}`, maxLength: 12 });

/** Every node's owner at every time, by names alone, so that numbering does not matter. */
function outcome(ids: readonly IdNode[], links: readonly Link[], aliases: readonly Alias[]): Record<string, string[]> {
  const persons = resolvePersons(ids, links, aliases);
  return Object.fromEntries(
    ids
      .map(({ role, id }, index): [string, string[]] => [
        `${role} ${id}`,
        Array.from({ length: 22 }, (_, at) => persons.ids[ownerAt(persons, index, at)] ?? ''),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('who is who', () => {
  it('does not depend on the order of the facts, nor on hearing them twice', () => {
    fc.assert(
      fc.property(
        nodes,
        fc.array(link, { maxLength: 8 }),
        fc.array(alias, { maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        (ids, links, aliases, seeds) => {
          const shuffle = <T>(items: readonly T[]): T[] =>
            items
              .map((item) => ({ item, at: seeds.next().value ?? 0 }))
              .sort((a, b) => a.at - b.at)
              .map(({ item }) => item);
          const expected = outcome(ids, links, aliases);
          expect(outcome(shuffle(ids), shuffle([...links, ...links]), shuffle([...aliases, ...aliases]))).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never joins two users without an alias', () => {
    fc.assert(
      fc.property(nodes, fc.array(link, { maxLength: 10 }), (ids, links) => {
        const persons = resolvePersons(ids, links, []);
        const users = new Set(['A', 'B', 'C']);
        const anonymousIds = new Set(ids.filter(({ role }) => role === 'anonymous').map(({ id }) => id));
        for (const members of persons.members) {
          const known = new Set(members.filter((id) => users.has(id) && !anonymousIds.has(id)));
          expect(known.size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});
