import { describe, expect, it } from 'vitest';
import { type Alias, type IdNode, type Link, ownerAt, resolvePersons } from '../../../shared/identity/resolve';

const user = (id: string, firstSeen = 0): IdNode => ({ role: 'user', id, firstSeen });
const anonymous = (id: string, firstSeen = 0): IdNode => ({ role: 'anonymous', id, firstSeen });
const plain = (id: string, firstSeen = 0): IdNode => ({ role: 'plain', id, firstSeen });

/** Who owns an event of a node at a time, by the person's id. */
function owner(
  nodes: readonly IdNode[],
  links: readonly Link[],
  aliases: readonly Alias[],
  node: number,
  time: number,
): string {
  const persons = resolvePersons(nodes, links, aliases);
  return persons.ids[ownerAt(persons, node, time)] ?? '';
}

describe('an anonymous id', () => {
  const nodes = [anonymous('d1'), user('ana', 20)];
  const links = [{ anonymous: 'd1', user: 'ana', time: 20 }];

  it('belongs to the user it is linked with, before and after', () => {
    expect(owner(nodes, links, [], 0, 1)).toBe('ana');
    expect(owner(nodes, links, [], 0, 99)).toBe('ana');
  });

  it('is a person of its own while nothing links it', () => {
    expect(owner(nodes, [], [], 0, 1)).toBe('d1');
  });

  it('stays apart from a user who happens to have the same text', () => {
    const persons = resolvePersons([anonymous('5'), user('5')], [], []);
    expect(persons.ids).toEqual(['5', 'anonymous:5']);
    const named = resolvePersons([anonymous('5'), user('5'), anonymous('anonymous:5')], [], []);
    expect(new Set(named.ids).size).toBe(3);
  });
});

describe('the four-event comparison: d1 view, d1+A login, d1 view, d1+B login', () => {
  const nodes = [anonymous('d1', 1), user('A', 2), user('B', 4)];
  const links = [
    { anonymous: 'd1', user: 'A', time: 2 },
    { anonymous: 'd1', user: 'B', time: 4 },
  ];

  it('gives the first and third event to A, later ones to B, and never joins A and B', () => {
    expect(owner(nodes, links, [], 0, 1)).toBe('A');
    expect(owner(nodes, links, [], 0, 3)).toBe('A');
    expect(owner(nodes, links, [], 0, 5)).toBe('B');
    expect(resolvePersons(nodes, links, []).ids).toEqual(['A', 'B']);
  });
});

describe('users', () => {
  it('are joined by an alias alone, under the id seen first', () => {
    const nodes = [user('old', 1), user('new', 5)];
    const persons = resolvePersons(nodes, [], [{ user: 'new', alias: 'old', time: 5 }]);
    expect(persons.ids).toEqual(['old']);
    expect(persons.members).toEqual([['new', 'old']]);
  });

  it('claim an anonymous id through an alias as through a link', () => {
    const nodes = [anonymous('d1', 1), user('ana', 5)];
    expect(owner(nodes, [], [{ user: 'ana', alias: 'd1', time: 5 }], 0, 1)).toBe('ana');
  });

  it('include a plain id of the same text', () => {
    const persons = resolvePersons([plain('ana', 1), user('ana', 5)], [], []);
    expect(persons.ids).toEqual(['ana']);
  });

  it('leave a plain id with the anonymous visitor of that text', () => {
    const nodes = [plain('d1', 9), anonymous('d1', 1), user('ana', 5)];
    expect(owner(nodes, [{ anonymous: 'd1', user: 'ana', time: 5 }], [], 0, 9)).toBe('ana');
  });
});

describe('junk ids', () => {
  it.each(['null', 'UNDEFINED', '0', '00000000-0000-0000-0000-000000000000', '[object Object]', ' guest '])(
    'never link: %s',
    (junk) => {
      const nodes = [anonymous('d1', 1), anonymous('d2', 1), user(junk, 2)];
      const links = [
        { anonymous: 'd1', user: junk, time: 2 },
        { anonymous: 'd2', user: junk, time: 2 },
      ];
      expect(owner(nodes, links, [], 0, 1)).toBe('d1');
      expect(owner(nodes, links, [], 1, 1)).toBe('d2');
    },
  );
});
