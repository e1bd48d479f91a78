/** Rule sets, refusals, decisions and session words: nothing goes without words, and no two say the same. */
import { describe, expect, it } from 'vitest';
import { concernsPair, decisionWords, REFUSAL_WORDS, RULE_SET_WORDS } from '../../../renderer/parts/identity-words';
import { personMetricLabel, personLabel } from '../../../renderer/parts/person-words';
import { filterWords } from '../../../renderer/parts/behaviour-words';
import { BOUNCE_WORDS } from '../../../renderer/parts/bounce-words';
import { splitWords } from '../../../renderer/parts/split-words';
import { REFUSAL_REASONS, RULE_SETS, type Decision, type IdRef } from '../../../shared/model/identity';
import { SPLIT_REASONS } from '../../../shared/model/session';
import { BOUNCE_RULES } from '../../../shared/model/settings';

const user = (id: string): IdRef => ({ role: 'user', id });
const device = (id: string): IdRef => ({ role: 'anonymous', id });

describe('words of identity and sessions', () => {
  it('are there for every rule set, refusal, split reason and bounce rule, each its own', () => {
    const texts = [
      ...RULE_SETS.map((rules) => RULE_SET_WORDS[rules].gist),
      ...RULE_SETS.map((rules) => RULE_SET_WORDS[rules].name),
      ...REFUSAL_REASONS.flatMap((reason) => [REFUSAL_WORDS[reason].short, REFUSAL_WORDS[reason].full]),
      ...SPLIT_REASONS.map((reason) => splitWords(reason)),
      ...BOUNCE_RULES.map((rule) => BOUNCE_WORDS[rule].rule),
    ];
    expect(texts.every((text) => text.length > 3)).toBe(true);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('tell a decision as a sentence', () => {
    const pair = { a: user('ada'), b: device('d1') };
    expect(decisionWords({ kind: 'merge', pairs: [pair] })).toBe('ada and d1 are the same person');
    expect(decisionWords({ kind: 'split', pairs: [pair, pair, pair] })).toBe(
      'ada and d1 are not the same person (and 2 more pairs)',
    );
    expect(decisionWords({ kind: 'lock', ids: [user('ada')] })).toBe('ada is exactly one person');
    expect(decisionWords({ kind: 'lock', ids: [user('ada'), device('d1')] })).toBe(
      'ada and 1 other id are exactly one person',
    );
  });

  it('find the decisions about a pair whichever way round it stands', () => {
    const split: Decision = { id: '1', at: 0, kind: 'split', pairs: [{ a: user('ada'), b: device('d1') }] };
    expect(concernsPair(split, device('d1'), user('ada'))).toBe(true);
    expect(concernsPair(split, user('d1'), user('ada'))).toBe(false);
    expect(
      concernsPair({ id: '2', at: 0, kind: 'lock', ids: [user('ada'), device('d1')] }, user('ada'), device('d1')),
    ).toBe(false);
  });

  it('call persons and their columns by name', () => {
    expect(personLabel('u1', 'Ada')).toBe('Ada');
    expect(personLabel('u1', '')).toBe('u1');
    expect(personMetricLabel('$last_seen')).toBe('last seen');
    expect(personMetricLabel('toString')).toBeUndefined();
    expect(personMetricLabel('plan')).toBeUndefined();
    expect(filterWords({ property: 'person.$events', op: 'gt', value: 5 })).toBe('events > 5');
    expect(filterWords({ property: 'person.plan', op: 'eq', value: 'pro' })).toBe('person plan is pro');
  });
});
