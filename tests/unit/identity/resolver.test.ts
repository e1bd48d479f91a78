import { describe, expect, it } from 'vitest';
import { ownerAt } from '../../../shared/identity/persons';
import { event, type IdEvent, ownerOf, resolve } from '../../support/identity';

/** The person that owns an event at a time of one of the ids, by its id. */
function owner(events: readonly IdEvent[], ids: Omit<IdEvent, 'time'>, time: number): string {
  const world = resolve('waymark', events);
  const ref = ownerOf('waymark', { time, ...ids });
  if (!ref) throw new Error('an event needs an id');
  return world.persons.ids[ownerAt(world.persons, world.resolver.addNode(ref.role, ref.id), time)] ?? '';
}

describe('an anonymous id', () => {
  const login = event(20, { anonymous: 'd1', user: 'ana' });

  it('belongs to the user it is linked with, before and after', () => {
    const events = [event(1, { anonymous: 'd1' }), login];
    expect(owner(events, { anonymous: 'd1' }, 1)).toBe('ana');
    expect(owner(events, { anonymous: 'd1' }, 99)).toBe('ana');
  });

  it('is a person of its own while nothing links it', () => {
    expect(owner([event(1, { anonymous: 'd1' })], { anonymous: 'd1' }, 1)).toBe('d1');
  });

  it('stays apart from a user who happens to have the same text', () => {
    const same = [event(1, { anonymous: '5' }), event(2, { user: '5' })];
    expect([...resolve('waymark', same).persons.ids].sort()).toEqual(['5', 'anonymous:5']);
    const named = resolve('waymark', [...same, event(3, { anonymous: 'anonymous:5' })]);
    expect(new Set(named.persons.ids)).toEqual(new Set(['5', 'anonymous:anonymous:5', 'anonymous:5']));
  });

  it('goes from user to user on a shared device, and joins none of them', () => {
    const events = [
      event(1, { anonymous: 'd1' }),
      event(2, { anonymous: 'd1', user: 'A' }),
      event(4, { anonymous: 'd1', user: 'B' }),
      event(6, { anonymous: 'd1', user: 'A' }),
    ];
    const at = [1, 3, 5, 7].map((time) => owner(events, { anonymous: 'd1' }, time));
    expect(at).toEqual(['A', 'A', 'B', 'A']);
    expect(resolve('waymark', events).persons.ids).toEqual(['A', 'B']);
  });
});

describe('users', () => {
  it('are joined by an alias alone, under the id seen first', () => {
    const world = resolve('waymark', [event(1, { user: 'old' }), event(5, { user: 'new', alias: 'old' })]);
    expect(world.persons.ids).toEqual(['old']);
    expect(world.members(0)).toEqual(['user new', 'user old']);
  });

  it('claim an anonymous id through an alias as through a link', () => {
    const events = [event(1, { anonymous: 'd1' }), event(5, { user: 'ana', alias: 'd1' })];
    expect(owner(events, { anonymous: 'd1' }, 1)).toBe('ana');
  });

  it('include a plain id of the same text', () => {
    expect(resolve('waymark', [event(1, { plain: 'ana' }), event(5, { user: 'ana' })]).persons.ids).toEqual(['ana']);
  });

  it('leave a plain id with the anonymous visitor of that text', () => {
    const events = [
      event(9, { plain: 'd1' }),
      event(1, { anonymous: 'd1' }),
      event(5, { anonymous: 'd1', user: 'ana' }),
    ];
    expect(owner(events, { plain: 'd1' }, 9)).toBe('ana');
  });
});

describe('junk ids', () => {
  it.each(['null', 'UNDEFINED', '0', '00000000-0000-0000-0000-000000000000', '[object Object]', ' guest '])(
    'never link: %s',
    (junk) => {
      const events = [
        event(1, { anonymous: 'd1' }),
        event(1, { anonymous: 'd2' }),
        event(2, { anonymous: 'd1', user: junk }),
        event(2, { anonymous: 'd2', user: junk }),
      ];
      expect(owner(events, { anonymous: 'd1' }, 1)).toBe('d1');
      expect(owner(events, { anonymous: 'd2' }, 1)).toBe('d2');
    },
  );
});

describe('a resolution after another', () => {
  it('says which persons did not change', () => {
    const { resolver, persons } = resolve('waymark', [
      event(1, { anonymous: 'd1' }),
      event(2, { anonymous: 'd2' }),
      event(3, { user: 'ana' }),
    ]);
    expect(persons.ids).toEqual(['d1', 'd2', 'ana']);
    const ana = resolver.addNode('user', 'ana');
    resolver.addLink(resolver.addNode('anonymous', 'd1'), ana, 4, false);
    const next = resolver.resolve();
    expect(next.persons.ids).toEqual(['ana', 'd2']);
    expect(Array.from(next.unchanged ?? [])).toEqual([-1, 1]);
    expect(resolver.resolve().persons).toBe(next.persons);
  });
});
