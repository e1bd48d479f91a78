/** Personal data, consent, and what vendors take. */
import { describe, expect, it } from 'vitest';
import { findPersonal, isCardNumber, maskPersonal, shownValue } from '../../../shared/doctor/personal-data';
import { doNotTrack } from '../../../shared/doctor/rules/do-not-track';
import { optOutIgnored } from '../../../shared/doctor/rules/opt-out-ignored';
import { personalData } from '../../../shared/doctor/rules/personal-data';
import { vendorLimit } from '../../../shared/doctor/rules/vendor-limit';
import type { CanonicalEvent } from '../../../shared/model/event';
import { AT, examine, found, type Shown } from '../../support/doctor';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P';

describe('what is personal', () => {
  it.each([
    ['e-mail address', 'ana@example.com'],
    ['e-mail address', 'mail to ana.b+x@mail.example.co.uk now'],
    ['e-mail address', '/invite?to=ana%40example.com'],
    ['card number', '4111 1111 1111 1111'],
    ['card number', '5500-0000-0000-0004'],
    ['card number', 'paid with 378282246310005'],
    ['phone number', '+49 170 1234567'],
    ['phone number', 'call +14155552671'],
    ['IBAN', 'DE89 3704 0044 0532 0130 00'],
    ['IBAN', 'GB82WEST12345698765432'],
    ['token', JWT],
    ['token', 'sk_live_abcdefghijklmnop1234'],
    ['token', 'AKIAIOSFODNN7EXAMPLE'],
  ])('is known as %s: %s', (kind, text) => {
    expect(findPersonal(text)?.kind).toBe(kind);
  });
  it.each([
    'logo@2x.png',
    'user@localhost',
    'git@github.com:waymark/waymark.git',
    'noreply@example.com',
    '@ana',
    '4111111111111112',
    '1700000000000',
    '1234567890123456',
    '0000000000000000',
    '4111-1111-1111-1111-1111',
    '2026-03-02T10:00:00.123Z',
    '+1 vote',
    '1+1=2',
    'DE00 3704 0044 0532 0130 00',
    '7f9c24e8-3b1a-4a6e-9d3f-0c2b1a4d5e6f',
    'phc_4nB8gqkz0Z1yX2wV3uT4sR5qP6oN7mL8kJ9iH0gF',
    '52.5200, 13.4050',
    'eyJ is how JSON begins in base64',
  ])('is not: %s', (text) => {
    expect(findPersonal(text)).toBeUndefined();
  });
  it('knows card numbers by range and check digit', () => {
    expect(isCardNumber('4111111111111111')).toBe(true);
    expect(isCardNumber('4111111111111110')).toBe(false);
    expect(isCardNumber('9111111111111111')).toBe(false);
  });
  it('is never shown whole', () => {
    expect(maskPersonal('card number', '4111 1111 1111 1111')).toBe('… 1111');
    expect(shownValue('from ana@example.com to ben@example.org')).toBe('from a…@….com to b…@….org');
    expect(shownValue({ mail: 'ana@example.com' })).not.toContain('ana@');
    expect(shownValue('x'.repeat(500))).toHaveLength(80);
  });
});

describe('personal data in events', () => {
  const event = (properties: CanonicalEvent['properties'], more: Partial<Shown> = {}): Shown => ({
    event: 'checkout',
    properties,
    ...more,
  });
  it.each([
    ['a property', { email: 'ana@example.com' }, 'checkout · email', 'warning'],
    ['deep down', { cart: { notes: ['x', 'ana@example.com'] } }, 'checkout · cart.notes[]', 'warning'],
    [
      'an address',
      { $current_url: 'https://x.example/?email=ana%40example.com' },
      'checkout · $current_url',
      'warning',
    ],
    [
      'a token in an address',
      { $current_url: 'https://x.example/#access_token=abcdef0123456' },
      'checkout · $current_url',
      'error',
    ],
    ['a password', { password: 'hunter2' }, 'checkout · password', 'error'],
    ['a password among traits', { $set: { password: 'hunter2' } }, 'checkout · $set.password', 'error'],
    ['a card', { number: '4111111111111111' }, 'checkout · number', 'error'],
  ])('is found in %s', (_, properties, subject, severity) => {
    const [finding, ...others] = examine([personalData], [event(properties)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject, severity, count: 1 });
    expect(JSON.stringify(finding)).not.toMatch(/ana@|ana%40|hunter2|4111111111111111|abcdef0123456/);
  });
  it('is found in names of events, which are not shown', () => {
    const [finding] = examine([personalData], [{ event: 'login ana@example.com' }]);
    expect(finding?.subject).toBe('event name · e-mail address');
    expect(finding?.examples[0]?.message).not.toContain('ana@');
  });
  it.each<[string, Shown]>([
    [
      'traits of a person',
      event({ $set: { email: 'ana@example.com', phone: '+49 170 1234567' } }, { kind: 'identify' }),
    ],
    ['a length', event({ password_length: 8, has_password: true, password_reset: 'requested' })],
    ['what was masked', event({ password: '********', pwd: '[REDACTED]' })],
    ['a page’s own parameters', event({ $current_url: 'https://x.example/?page=2&tokens=many&ref=abcdefghij' })],
    ['order numbers', event({ order: '1234567890123456', at: 1_700_000_000_000 })],
  ])('is not: %s', (_, shown) => {
    expect(found(personalData, shown)).toEqual([]);
  });
});

describe('consent', () => {
  const by = (event: string, after: number, more: Partial<Shown> = {}): Shown => ({
    event,
    anonymous_id: 'd1',
    timestamp: AT + after * 1_000,
    ...more,
  });
  it('refused and ignored is found', () => {
    expect(found(optOutIgnored, by('Opted Out', 0), by('clicked', 1), by('clicked', 2))).toEqual(['posthog · web ×2']);
    const countly = { source: 'countly', lib: 'web' };
    const refused = by('consent', 0, { ...countly, properties: { consent: { events: false, sessions: false } } });
    expect(found(optOutIgnored, refused, by('clicked', 1, countly))).toEqual(['countly · web ×1']);
  });
  it.each([
    ['consent', 'denied'],
    ['analytics_storage', 'denied'],
    ['consent', { analytics: false }],
    ['opted_out', true],
    ['gcs', 'G100'],
  ])('denied in `%s` is found', (name, value) => {
    expect(found(optOutIgnored, by('clicked', 0, { properties: { [name]: value } }))).toHaveLength(1);
  });
  it.each<[string, Shown[]]>([
    ['the refusal alone', [by('clicked', 0), by('opted out', 1)]],
    ['what happened before and arrives later', [by('opted out', 5), by('clicked', 4)]],
    ['another browser', [by('opted out', 0), by('clicked', 1, { anonymous_id: 'd2' })]],
    ['agreed again', [by('consent denied', 0), by('consent given', 1), by('clicked', 2)]],
    ['granted', [by('clicked', 0, { properties: { consent: 'granted', gcs: 'G111', opted_out: false } })]],
    [
      'the advertisement’s part',
      [by('clicked', 0, { properties: { consent: { ads: false, analytics: true }, gcs: 'G101' } })],
    ],
    ['words about it', [by('Opt out page viewed', 0), by('clicked', 1)]],
  ])('leaves alone: %s', (_, events) => {
    expect(found(optOutIgnored, ...events)).toEqual([]);
  });
  it('asked for by the browser is told of', () => {
    const [gpc] = examine([doNotTrack], [{ event: 'a', signals: { globalPrivacyControl: true, doNotTrack: true } }]);
    expect(gpc).toMatchObject({
      severity: 'warning',
      examples: [{ values: [{ label: 'header', value: 'Sec-GPC: 1' }] }],
    });
    const [dnt] = examine([doNotTrack], [{ event: 'a', signals: { doNotTrack: true } }]);
    expect(dnt).toMatchObject({ severity: 'hint' });
    expect(found(doNotTrack, { event: 'a' }, { event: 'a', signals: {} })).toEqual([]);
  });
});

describe('limits of vendors', () => {
  const from = (source: string, properties: CanonicalEvent['properties'], more: Partial<Shown> = {}): Shown => ({
    event: 'order',
    source,
    properties,
    ...more,
  });
  const many = (count: number): CanonicalEvent['properties'] =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, n]));
  it.each<[string, Shown, string]>([
    ['Segment’s size', from('segment', { text: 'x'.repeat(33_000) }), 'order · size'],
    ['RudderStack’s size', from('rudderstack', { text: 'x'.repeat(33_000) }), 'order · size'],
    ['PostHog’s size', from('posthog', { text: 'x'.repeat(1_100_000) }), 'order · size'],
    ['PostHog’s ids', from('posthog', {}, { user_id: 'u'.repeat(201) }), 'long ids'],
    ['PostHog’s future', from('posthog', {}, { timestamp: AT + 24 * 3_600_000, received_at: AT }), 'order · future'],
    ['Mixpanel’s number of properties', from('mixpanel', many(256)), 'order · number of properties'],
    ['Mixpanel’s lists', from('mixpanel', { list: Array.from({ length: 256 }, () => 1) }), 'order · list'],
    ['Mixpanel’s depth', from('mixpanel', { a: { b: { c: { d: { e: 1 } } } } }), 'order · a'],
    [
      'Mixpanel’s age',
      from('mixpanel', {}, { timestamp: AT, sent_at: AT, received_at: AT + 6 * 86_400_000 }),
      'order · age',
    ],
    ['Amplitude’s texts', from('amplitude', { text: 'x'.repeat(1_025) }), 'order · text'],
    ['Amplitude’s short ids', from('amplitude', {}, { user_id: 'ana' }), 'short ids'],
    ['Google’s parameters', from('ga4', many(26)), 'order · number of properties'],
    ['Google’s names', from('ga4', {}, { event: 'x'.repeat(41) }), `${'x'.repeat(41)} · name`],
    ['Google’s spelling', from('ga4', {}, { event: 'Order Completed' }), 'Order Completed · name'],
    ['Google’s values', from('ga4', { text: 'x'.repeat(101) }), 'order · text'],
    ['Plausible’s number of properties', from('plausible', many(31)), 'order · number of properties'],
    ['Umami’s names', from('umami', {}, { event: 'x'.repeat(51) }), `${'x'.repeat(51)} · name`],
  ])('are found: %s', (_, shown, subject) => {
    expect(found(vendorLimit, shown)).toEqual([`${subject} ×1`]);
  });
  it.each<[string, Shown]>([
    ['Segment just below', from('segment', { text: 'x'.repeat(32_000) })],
    ['the same for one that takes it', from('posthog', { text: 'x'.repeat(33_000), ...many(300) })],
    [
      'Mixpanel’s full measure',
      from('mixpanel', { ...many(254), list: Array.from({ length: 255 }, () => ({ a: { b: 1 } })) }),
    ],
    ['Amplitude’s full measure', from('amplitude', { text: 'x'.repeat(1_024) }, { user_id: 'ana-1' })],
    ['Google’s long addresses', from('ga4', { page_location: `https://x.example/${'a'.repeat(300)}` })],
    ['a file', from('csv', { text: 'x'.repeat(2_000_000) }, { event: 'Order Completed' })],
    ['an old event of an import', from('mixpanel', {}, { timestamp: AT, received_at: AT + 60 * 86_400_000 })],
    ['what the SDK adds', from('ga4', Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`$p${n}`, 1])))],
  ])('leave alone: %s', (_, shown) => {
    expect(found(vendorLimit, shown)).toEqual([]);
  });
});
