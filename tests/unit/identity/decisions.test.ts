import { describe, expect, it } from 'vitest';
import type { Decision, IdRef } from '../../../shared/model/identity';
import { event, resolve, resolverOf, tell, type World } from '../../support/identity';

const user = (id: string): IdRef => ({ role: 'user', id });
const anonymous = (id: string): IdRef => ({ role: 'anonymous', id });
const base = { id: 'x', at: 77 };
const merge = (a: IdRef, b: IdRef): Decision => ({ ...base, kind: 'merge', pairs: [{ a, b }] });
const split = (a: IdRef, b: IdRef): Decision => ({ ...base, kind: 'split', pairs: [{ a, b }] });
const lock = (...ids: IdRef[]): Decision => ({ ...base, kind: 'lock', ids });

const shared = [
  event(1, { anonymous: 'd1', user: 'ana' }),
  event(2, { anonymous: 'd1' }),
  event(3, { anonymous: 'd1', user: 'ben' }),
  event(4, { anonymous: 'd1' }),
  event(5, { user: 'cleo' }),
];
const persons = (world: World): string[][] => world.persons.ids.map((_, person) => world.members(person));
const refused = ({ resolver }: World): string[] =>
  resolver.refused().map(({ a, b, reason }) => `${resolver.refOf(a).id} ${resolver.refOf(b).id} ${reason}`);

describe('a merge by hand', () => {
  it('unites two persons and what they own in turn', () => {
    const world = resolve('waymark', shared, [merge(user('ana'), user('ben'))]);
    expect(persons(world)).toEqual([['user ana', 'user ben', 'anonymous d1'], ['user cleo']]);
    // Both owners of the device are one person now: nothing depends on the time any more.
    expect(world.persons.timelines.size).toBe(0);
  });

  it('means the last owner of a device that had several', () => {
    const world = resolve('waymark', shared, [merge(anonymous('d1'), user('cleo'))]);
    expect(persons(world)).toEqual([
      ['user ana', 'anonymous d1'],
      ['user ben', 'user cleo', 'anonymous d1'],
    ]);
  });

  it('is said of both ids', () => {
    const { resolver } = resolve('waymark', shared, [merge(user('ana'), user('cleo'))]);
    const statements = resolver.statementsOf(resolver.addNode('user', 'cleo'));
    expect(statements).toMatchObject([{ kind: 'manual', first: 77, last: 77, applied: true }]);
  });

  it('waits for ids that are not there yet', () => {
    const decisions = [merge(user('ana'), user('zoe'))];
    expect(resolve('waymark', shared, decisions).persons.ids).toEqual(['ana', 'ben', 'cleo']);
    const later = resolve('waymark', [...shared, event(9, { user: 'zoe' })], decisions);
    expect(later.persons.ids).toEqual(['ana', 'ben', 'cleo']);
  });
});

describe('a split by hand', () => {
  it('ignores what is said between the two, and nothing else', () => {
    const world = resolve('waymark', shared, [split(user('ben'), anonymous('d1'))]);
    expect(persons(world)).toEqual([['user ana', 'anonymous d1'], ['user ben'], ['user cleo']]);
    expect(refused(world)).toEqual(['d1 ben split_by_hand']);
  });
});

describe('a lock', () => {
  it('holds its ids together and everybody else out, merges too', () => {
    const world = resolve('waymark', shared, [lock(user('ana'), user('cleo')), merge(user('ana'), user('ben'))]);
    expect(persons(world)).toEqual([
      ['user ana', 'user cleo'],
      ['user ben', 'anonymous d1'],
    ]);
    expect(refused(world)).toEqual(['d1 ana split_by_hand']);
    const { resolver } = world;
    const manual = resolver.statementsOf(resolver.addNode('user', 'ben')).filter(({ kind }) => kind === 'manual');
    expect(manual).toMatchObject([{ applied: false, reason: 'split_by_hand' }]);
  });
});

describe('an id linked to too many others', () => {
  const crowd = [1, 2, 3, 4].map((n) => event(n, { anonymous: 'kiosk', user: `u${n}` }));

  it('never links, is reported, and lets go of whom it held', () => {
    const resolver = resolverOf('last-user', { maxIdsPerPerson: 3 });
    tell(resolver, 'last-user', crowd.slice(0, 3));
    expect(resolver.resolve().persons.ids).toEqual(['u3']);
    expect(resolver.hotIds()).toEqual([]);
    tell(resolver, 'last-user', crowd.slice(3));
    expect(resolver.resolve().persons.ids).toEqual(['kiosk']);
    expect(resolver.hotIds()).toEqual([{ node: resolver.addNode('anonymous', 'kiosk'), links: 4 }]);
    expect(resolver.refused().map(({ reason }) => reason)).toEqual(Array.from(crowd, () => 'too_many_ids'));
  });
});

describe('statements', () => {
  it('tell of an id that only an alias names', () => {
    const { resolver } = resolve('amplitude', [event(5, { user: 'ana', alias: 'old' })]);
    const [statement] = resolver.statementsOf(resolver.addNode('user', 'ana'));
    expect(statement).toMatchObject({ kind: 'alias', first: 5, last: 5, applied: false, reason: 'not_supported' });
    expect(statement && resolver.refOf(statement.a)).toEqual({ role: 'plain', id: 'old' });
  });

  it('tell first and last time, and whether by identify', () => {
    const { resolver } = resolve('waymark', [
      event(3, { anonymous: 'd1', user: 'ana' }),
      event(8, { anonymous: 'd1', user: 'ana', identify: true }),
    ]);
    const node = resolver.addNode('anonymous', 'd1');
    expect(resolver.statementsOf(node)).toMatchObject([{ kind: 'identify', first: 3, last: 8, applied: true }]);
    expect(resolver.component(node).map((each) => resolver.refOf(each).id)).toEqual(['d1', 'ana']);
  });
});
