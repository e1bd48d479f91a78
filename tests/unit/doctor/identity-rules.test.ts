/** Mistakes with ids, and what looks like them and is right. */
import { describe, expect, it } from 'vitest';
import { aliasMisuse } from '../../../shared/doctor/rules/alias-misuse';
import { junkId } from '../../../shared/doctor/rules/junk-id';
import { lateIdentify } from '../../../shared/doctor/rules/late-identify';
import { noReset } from '../../../shared/doctor/rules/no-reset';
import { MOST_IN_A_DAY, sharedId } from '../../../shared/doctor/rules/shared-id';
import { AT, examine, found, type Shown } from '../../support/doctor';

const anonymous = (event: string, after = 0, more: Partial<Shown> = {}): Shown => ({
  event,
  distinct_id: 'd1',
  anonymous_id: 'd1',
  timestamp: AT + after * 1_000,
  ...more,
});
const identify = (user: string, device: string, after = 0): Shown => ({
  event: '$identify',
  kind: 'identify',
  distinct_id: user,
  user_id: user,
  anonymous_id: device,
  timestamp: AT + after * 1_000,
});
const known = (event: string, user: string, more: Partial<Shown> = {}): Shown => ({
  event,
  distinct_id: user,
  user_id: user,
  ...more,
});

describe('late identify', () => {
  it.each(['signed up', 'Signed Up', 'signedUp', 'sign_up', 'User Logged In', 'login', 'Account Created'])(
    'is found for «%s» under an anonymous id',
    (name) => {
      expect(found(lateIdentify, anonymous(name), identify('ana', 'd1', 60))).toEqual([`${name} ×1`]);
    },
  );

  it('names both events and how late it was', () => {
    const [finding] = examine([lateIdentify], [anonymous('signed up'), identify('ana', 'd1', 7_200)]);
    expect(finding?.examples[0]).toMatchObject({ eids: [0, 1], values: [{ label: 'too early by', value: '2 hours' }] });
  });

  it('is found by what an event usually carries', () => {
    const usual = Array.from({ length: 60 }, (_, n) => known('report exported', `user-${n}`));
    expect(found(lateIdentify, ...usual, anonymous('report exported'), identify('zoe', 'd1', 60))).toEqual([
      'report exported ×1',
    ]);
  });

  it.each([
    ['page views before logging in', [anonymous('$pageview', 0, { kind: 'page' }), identify('ana', 'd1', 60)]],
    ['identify in one go with it', [anonymous('signed up'), identify('ana', 'd1', 1)]],
    ['identify before it', [identify('ana', 'd1'), known('signed up', 'ana')]],
    ['another browser', [anonymous('signed up'), identify('ana', 'd2', 60)]],
    ['looking at it', [anonymous('sign up started'), anonymous('login failed'), identify('ana', 'd1', 60)]],
    ['what arrives late and happened after', [anonymous('signed up', 100), identify('ana', 'd1', 60)]],
    ['a week between', [anonymous('signed up'), identify('ana', 'd1', 7 * 86_400)]],
  ])('leaves alone: %s', (_, events) => {
    expect(found(lateIdentify, ...events)).toEqual([]);
  });
});

describe('junk ids', () => {
  it.each([
    'null',
    'Undefined',
    '0',
    'anonymous',
    '00000000-0000-0000-0000-000000000000',
    '[object Object]',
    '{{user.id}}',
    '${userId}',
    'distinct_id',
    '-1',
  ])('are found: «%s»', (id) => {
    expect(found(junkId, { event: 'a', distinct_id: id })).toEqual([`${id.toLowerCase()} ×1`]);
  });
  it('are found as user id and as anonymous id', () => {
    expect(found(junkId, { event: 'a', distinct_id: 'ana', user_id: 'undefined' })).toEqual(['undefined ×1']);
    expect(found(junkId, { event: 'a', distinct_id: 'ana', user_id: 'ana', anonymous_id: 'null' })).toEqual([
      'null ×1',
    ]);
  });
  it.each(['ana', '100', 'nullable', 'user-0', 'Noneya', 'anonymous-7f3', 'test-user', '$device:7a', 'b0'])(
    'are not: «%s»',
    (id) => {
      expect(found(junkId, { event: 'a', distinct_id: id, user_id: id })).toEqual([]);
    },
  );
});

describe('shared ids', () => {
  const browsers = (count: number, stepMs: number): Shown[] =>
    Array.from({ length: count }, (_, n) => ({ ...identify('demo', `d${n}`), timestamp: AT + n * stepMs }));
  it('are found where one user comes from many browsers in a day, once', () => {
    expect(found(sharedId, ...browsers(MOST_IN_A_DAY + 10, 1_000))).toEqual(['user id demo ×1']);
  });
  it('are found where one anonymous id has many users', () => {
    const users = Array.from({ length: MOST_IN_A_DAY }, (_, n) => identify(`user-${n}`, 'fixed'));
    expect(found(sharedId, ...users)).toEqual(['anonymous id fixed ×1']);
  });
  it('are not: several devices, or a new browser a day', () => {
    expect(found(sharedId, ...browsers(MOST_IN_A_DAY - 1, 1_000))).toEqual([]);
    expect(found(sharedId, ...browsers(100, 86_400_000))).toEqual([]);
  });
  it('are not junk ids, which are told of as such', () => {
    const events = Array.from({ length: 40 }, (_, n) => identify('null', `d${n}`));
    expect(found(sharedId, ...events)).toEqual([]);
  });
});

describe('no reset', () => {
  it('is found where one browser has two users', () => {
    const [finding] = examine([noReset], [identify('ana', 'd1'), identify('ben', 'd1', 60)]);
    expect(finding).toMatchObject({ subject: 'posthog · web', count: 1 });
    expect(finding?.examples[0]).toMatchObject({ eids: [0, 1], message: 'One browser was «ana» and is now «ben».' });
  });
  it('is found by the session where known users have no anonymous id', () => {
    const events = [known('a', 'ana', { session_id: 's1' }), known('b', 'ben', { session_id: 's1' })];
    expect(found(noReset, ...events)).toEqual(['posthog · web ×1']);
  });
  it('is not: a new anonymous id or session in between', () => {
    expect(found(noReset, identify('ana', 'd1'), identify('ben', 'd2', 60))).toEqual([]);
    expect(found(noReset, known('a', 'ana', { session_id: 's1' }), known('b', 'ben', { session_id: 's2' }))).toEqual(
      [],
    );
  });
  it('is not: the same user again, a server, an id for nobody', () => {
    expect(found(noReset, identify('ana', 'd1'), identify('ana', 'd1', 60))).toEqual([]);
    const server = { lib: 'posthog-node', session_id: 's1' };
    expect(found(noReset, known('a', 'ana', server), known('b', 'ben', server))).toEqual([]);
    expect(found(noReset, identify('null', 'd1'), identify('ana', 'd1'))).toEqual([]);
  });
  it('is not: a second id of the same person, by alias', () => {
    const alias = known('$create_alias', 'ana', { kind: 'alias', properties: { alias: 'ana-new' } });
    expect(found(noReset, identify('ana', 'd1'), alias, identify('ana-new', 'd1', 60))).toEqual([]);
  });
});

describe('alias misuse', () => {
  const alias = (user: string, other?: string): Shown =>
    known('$create_alias', user, { kind: 'alias', properties: other === undefined ? {} : { alias: other } });
  const whatOf = (...events: Shown[]): string[] =>
    found(aliasMisuse, ...events).map((text) => text.split(': ')[1] ?? '');
  it('is found in each of its forms', () => {
    expect(whatOf(alias('ana', 'ana'))).toEqual(['of itself ×1']);
    expect(whatOf(alias('ana'))).toEqual(['of nobody ×1']);
    expect(whatOf(alias('ana', 'undefined'))).toEqual(['of an id for nobody ×1']);
    expect(whatOf(alias('ana', 'x'), alias('ben', 'x'))).toEqual(['of two users ×1']);
    expect(whatOf(alias('ana', 'x'), alias('ana', 'x'), alias('ana', 'x'))).toEqual(['again and again ×1']);
    expect(whatOf(identify('ana', 'd1'), identify('ben', 'd2'), alias('ana', 'ben'))).toEqual([
      'of two known users ×1',
    ]);
  });
  it('is not: a second id, or two of them', () => {
    expect(whatOf(identify('ana', 'd1'), alias('ana', 'crm-7'), alias('ana', 'shop-9'))).toEqual([]);
  });
});
