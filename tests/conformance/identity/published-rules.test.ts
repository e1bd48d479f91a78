/**
 * What vendors publish about their identity rules, told as our own cases. Each says in words where the fact comes from.
 * The facts are theirs; the ids and times are ours.
 */
import { describe, expect, it } from 'vitest';
import { NOBODY, ownerAt } from '../../../shared/identity/persons';
import type { RuleSet } from '../../../shared/model/identity';
import { event, type IdEvent, ownerOf, resolve, type World } from '../../support/identity';

function ownerIn(world: World, rules: RuleSet, asked: IdEvent): string {
  const owner = ownerOf(rules, asked);
  if (!owner) throw new Error('an event needs an id');
  const person = ownerAt(world.persons, world.resolver.addNode(owner.role, owner.id), asked.time);
  return person === NOBODY ? 'nobody' : (world.persons.ids[person] ?? 'missing');
}

/** The persons of all events in turn. */
function owners(rules: RuleSet, events: readonly IdEvent[]): string[] {
  const world = resolve(rules, events);
  return events.map((each) => ownerIn(world, rules, each));
}

const refusals = (rules: RuleSet, events: readonly IdEvent[]): string[] => {
  const { resolver } = resolve(rules, events);
  return resolver
    .refused()
    .map(({ a, b, kind, reason }) => `${kind} ${resolver.refOf(a).id} ${resolver.refOf(b).id}: ${reason}`);
};

describe('one stream, different users: d1 views; d1 and A log in; d1 views; d1 and B log in', () => {
  const stream = [
    event(1, { anonymous: 'd1' }),
    event(2, { anonymous: 'd1', user: 'A', identify: true }),
    event(3, { anonymous: 'd1' }),
    event(4, { anonymous: 'd1', user: 'B', identify: true }),
  ];
  const after = event(5, { anonymous: 'd1' });

  it.each<{ rules: RuleSet; first: string; third: string; fifth: string; persons: string[] }>([
    { rules: 'posthog', first: 'A', third: 'A', fifth: 'A', persons: ['A', 'B'] },
    { rules: 'mixpanel', first: 'A', third: 'A', fifth: 'A', persons: ['A', 'B'] },
    { rules: 'amplitude', first: 'A', third: 'A', fifth: 'B', persons: ['A', 'B'] },
    { rules: 'segment', first: 'A', third: 'A', fifth: 'A', persons: ['A', 'B'] },
    { rules: 'last-user', first: 'B', third: 'B', fifth: 'B', persons: ['B'] },
    { rules: 'user-id-only', first: 'd1', third: 'd1', fifth: 'd1', persons: ['A', 'B', 'd1'] },
    { rules: 'waymark', first: 'A', third: 'A', fifth: 'B', persons: ['A', 'B'] },
    { rules: 'none', first: 'd1', third: 'd1', fifth: 'd1', persons: ['A', 'B', 'd1'] },
  ])('under $rules', ({ rules, first, third, fifth, persons }) => {
    const world = resolve(rules, [...stream, after]);
    expect([...world.persons.ids].sort()).toEqual(persons);
    expect([stream[0], stream[2], after].map((each) => each && ownerIn(world, rules, each))).toEqual([
      first,
      third,
      fifth,
    ]);
    // A and B are two persons wherever both are persons at all.
    const [a, b] = [stream[1], stream[3]].map((each) => each && ownerIn(world, rules, each));
    if (rules === 'last-user') expect([a, b]).toEqual(['B', 'B']);
    else expect([a, b]).toEqual(['A', 'B']);
  });

  it('leaves the visitor of user-id-only without a known user', () => {
    const { persons } = resolve('user-id-only', stream);
    expect(persons.known[persons.ids.indexOf('d1')]).toBe(0);
    expect(persons.known[persons.ids.indexOf('A')]).toBe(1);
  });
});

describe("Amplitude's page on tracking unique users", () => {
  it('shared device: Jane, nobody, Mary, nobody are two users, and who is logged out is whoever was last', () => {
    const shared = [
      event(1, { anonymous: 'X', user: 'Jane' }),
      event(2, { anonymous: 'X' }),
      event(3, { anonymous: 'X', user: 'Mary' }),
      event(4, { anonymous: 'X' }),
      event(5, { anonymous: 'X' }),
    ];
    expect(owners('amplitude', shared)).toEqual(['Jane', 'Jane', 'Mary', 'Mary', 'Mary']);
    expect(resolve('amplitude', shared).persons.ids).toHaveLength(2);
  });

  it('anonymous events before the first user of the device are that user’s', () => {
    expect(owners('amplitude', [event(1, { anonymous: 'X' }), event(2, { anonymous: 'X', user: 'Jane' })])).toEqual([
      'Jane',
      'Jane',
    ]);
  });

  it('one user on several devices is one, anonymous time on each included', () => {
    const events = [
      event(1, { anonymous: 'X' }),
      event(2, { anonymous: 'X', user: 'Jane' }),
      event(3, { anonymous: 'Y' }),
      event(4, { anonymous: 'Y', user: 'Jane' }),
    ];
    expect(new Set(owners('amplitude', events))).toEqual(new Set(['Jane']));
  });

  it('two user ids cannot be merged', () => {
    const events = [event(1, { user: 'Jane' }), event(2, { user: 'jane@work', alias: 'Jane' })];
    expect(resolve('amplitude', events).persons.ids).toEqual(['Jane', 'jane@work']);
    expect(refusals('amplitude', events)).toEqual(['alias Jane jane@work: not_supported']);
  });
});

describe("Mixpanel's page on the simplified id merge", () => {
  it('the first event with both ids links them, back to the beginning; the user’s id is canonical', () => {
    const events = [
      event(1, { anonymous: 'D1' }),
      event(2, { anonymous: 'D1', user: 'charlie' }),
      event(3, { anonymous: 'D2' }),
      event(4, { anonymous: 'D2', user: 'charlie' }),
      event(5, { anonymous: 'D2' }),
    ];
    expect(owners('mixpanel', events)).toEqual(['charlie', 'charlie', 'charlie', 'charlie', 'charlie']);
  });

  it('a device never seen with a user stays apart, as after a reset', () => {
    const events = [
      event(1, { anonymous: 'D1', user: 'charlie' }),
      event(2, { anonymous: 'D2' }),
      event(3, { anonymous: 'D3', user: 'dana' }),
    ];
    expect(owners('mixpanel', events)).toEqual(['charlie', 'D2', 'dana']);
  });

  it('two users never merge: the second on a device keeps what carries its own id, and is refused the device', () => {
    const events = [
      event(1, { anonymous: 'D1', user: 'charlie' }),
      event(2, { anonymous: 'D1', user: 'dana' }),
      event(3, { anonymous: 'D1' }),
    ];
    expect(owners('mixpanel', events)).toEqual(['charlie', 'dana', 'charlie']);
    expect(refusals('mixpanel', events)).toEqual(['event D1 dana: other_user']);
  });
});

describe("PostHog's pages on identifying users", () => {
  const identify = (time: number, anonymous: string, user: string): IdEvent =>
    event(time, { anonymous, user, identify: true });

  it('identify merges an anonymous person into the user', () => {
    expect(owners('posthog', [event(1, { anonymous: 'anon' }), identify(2, 'anon', 'ana')])).toEqual(['ana', 'ana']);
  });

  it('merely carrying both ids does not', () => {
    expect(owners('posthog', [event(1, { anonymous: 'anon' }), event(2, { anonymous: 'anon', user: 'ana' })])).toEqual([
      'anon',
      'ana',
    ]);
  });

  it('refuses to merge a person that is identified already, and keeps the ids apart', () => {
    const events = [identify(1, 'anon', 'ana'), identify(2, 'anon', 'ben')];
    expect(owners('posthog', events)).toEqual(['ana', 'ben']);
    expect(refusals('posthog', events)).toEqual(['identify anon ben: already_identified']);
  });

  it('alias joins another name, unless that name is identified', () => {
    const joined = [event(1, { anonymous: 'frontend' }), event(2, { user: 'backend', alias: 'frontend' })];
    expect(new Set(owners('posthog', joined))).toEqual(new Set(['backend']));
    const events = [identify(1, 'anon', 'ana'), event(2, { user: 'ben', alias: 'ana' })];
    expect(refusals('posthog', events)).toEqual(['alias ana ben: already_identified']);
  });

  it('merge_dangerously skips that check', () => {
    const events = [identify(1, 'anon', 'ana'), event(2, { user: 'ben', alias: 'ana', merge: true })];
    expect(resolve('posthog', events).persons.ids).toHaveLength(1);
    expect(refusals('posthog', events)).toEqual([]);
  });

  it('a captured event alone never makes somebody identified', () => {
    const events = [event(1, { user: 'old' }), event(2, { user: 'new', alias: 'old' })];
    expect(new Set(owners('posthog', events))).toEqual(new Set(['new']));
  });

  it.each(['anonymous', 'Guest', 'DISTINCTID', 'distinct_id', 'ID', 'not_authenticated', 'eMail', 'undefined', 'TRUE'])(
    'never merges the illegal id %s in any letter case',
    (id) => {
      expect(refusals('posthog', [identify(1, id, 'ana')])).toEqual([`identify ${id} ana: junk_id`]);
    },
  );

  it.each(['[object Object]', 'NaN', 'None', 'none', 'null', '0', ' '])('never merges the illegal id «%s»', (id) => {
    expect(refusals('posthog', [identify(1, id, 'ana')])).toEqual([`identify ${id} ana: junk_id`]);
  });

  it('does not take one id for another that looks alike', () => {
    expect(resolve('posthog', [event(1, { user: 'user-456' }), event(2, { user: '456' })]).persons.ids).toEqual([
      'user-456',
      '456',
    ]);
  });
});

describe("Segment's page on identity resolution settings", () => {
  it('one match attaches, two profiles merge', () => {
    const events = [
      event(1, { anonymous: 'a1' }),
      event(2, { user: 'ana' }),
      event(3, { anonymous: 'a1', user: 'ana' }),
      event(4, { anonymous: 'a1' }),
    ];
    expect(new Set(owners('segment', events))).toEqual(new Set(['ana']));
  });

  it('a profile has one user id: the anonymous id of the second user’s event is ignored', () => {
    const events = [event(1, { anonymous: 'a1', user: 'ana' }), event(2, { anonymous: 'a1', user: 'ben' })];
    expect(owners('segment', events)).toEqual(['ana', 'ben']);
    expect(refusals('segment', events)).toEqual(['event a1 ben: limit_reached']);
  });

  it('a profile has five anonymous ids: the sixth stays by itself', () => {
    const events = [1, 2, 3, 4, 5, 6].map((n) => event(n, { anonymous: `a${n}`, user: 'ana' }));
    const world = resolve('segment', [...events, event(7, { anonymous: 'a5' }), event(8, { anonymous: 'a6' })]);
    expect(ownerIn(world, 'segment', event(7, { anonymous: 'a5' }))).toBe('ana');
    expect(ownerIn(world, 'segment', event(8, { anonymous: 'a6' }))).toBe('a6');
    expect(refusals('segment', events)).toEqual(['event a6 ana: limit_reached']);
  });

  it.each(['000000', '0-0-0', '---', '-1', 'null', 'anonymous'])('blocks the value %s', (id) => {
    expect(refusals('segment', [event(1, { anonymous: id, user: 'ana' })])).toEqual([`event ${id} ana: junk_id`]);
  });
});

describe("Snowplow's dbt packages, user stitching", () => {
  it('the last user of a device owns all of it, sessions of earlier users included', () => {
    const events = [
      event(1, { anonymous: 'duid' }),
      event(2, { anonymous: 'duid', user: 'ana' }),
      event(3, { anonymous: 'duid' }),
      event(9, { anonymous: 'duid', user: 'ben' }),
    ];
    expect(owners('last-user', events)).toEqual(['ben', 'ben', 'ben', 'ben']);
    expect(refusals('last-user', events)).toEqual(['event duid ana: other_user']);
  });

  it('a user returns to a device: it is that user’s again', () => {
    const events = [
      event(1, { anonymous: 'duid', user: 'ana' }),
      event(2, { anonymous: 'duid', user: 'ben' }),
      event(3, { anonymous: 'duid', user: 'ana' }),
      event(4, { user: 'ben' }),
    ];
    expect(owners('last-user', events)).toEqual(['ana', 'ana', 'ana', 'ben']);
  });
});
