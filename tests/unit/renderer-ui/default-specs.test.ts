import { describe, expect, it } from 'vitest';
import { defaultFunnel } from '../../../renderer/parts/default-funnel';
import { defaultTrends, fittingInterval } from '../../../renderer/features/trends/default-spec';
import { funnelSpecSchema } from '../../../shared/insights/funnel/spec';
import { trendsSpecSchema } from '../../../shared/insights/trends/spec';

const catalog = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [event = '', kind = '', count = ''] = line.trim().split(/\s{2,}/);
      return { event, kind: kind as 'page' | 'custom' | 'identify', count: Number(count), firstSeen: 0, lastSeen: 1 };
    });
const steps = (text: string): string[] =>
  (defaultFunnel(catalog(text))?.steps ?? []).map((step) => ('event' in step ? step.event : ''));

describe('the funnel one sees first', () => {
  it('follows the way through the product, by what is done rather than begun', () => {
    const sample = `
      $pageview                  page      53300
      task created               custom    15800
      onboarding step completed  custom    1580
      $identify                  identify  1020
      sign-up started            custom    857
      signed up                  custom    857
      onboarding completed       custom    637
      invoice paid               custom    241
      subscription started       custom    146
    `;
    expect(steps(sample)).toEqual([
      '$pageview',
      'signed up',
      'onboarding completed',
      'subscription started',
      'invoice paid',
    ]);
    expect(funnelSpecSchema.safeParse(defaultFunnel(catalog(sample))).success).toBe(true);
  });

  it('takes the most frequent events where no name speaks of a way', () => {
    expect(
      steps(`
        spin   custom    90
        flip   custom    30
        $identify  identify  800
        twist  custom    60
      `),
    ).toEqual(['spin', 'twist', 'flip']);
  });

  it('leaves out what is rare, whatever it is called', () => {
    expect(
      steps(`
        opened             custom    60000
        viewed             custom    40000
        added_to_cart      custom    4000
        onboard_tip_22     custom    21
        checkout_started   custom    2000
        order_completed    custom    1400
        payment_entered    custom    1900
      `),
    ).toEqual(['opened', 'checkout_started', 'order_completed']);
  });

  it('is none while there are no two events to put in order', () => {
    expect(defaultFunnel([])).toBeUndefined();
    expect(defaultFunnel(catalog('only  custom  5'))).toBeUndefined();
  });
});

describe('the trends one sees first', () => {
  it('count people on the pages, and on the most frequent event beside them', () => {
    const spec = defaultTrends(
      catalog(`
        task created  custom    900
        $pageview     page      800
        $identify     identify  950
      `),
      { from: 0, to: 60 * 86_400_000 },
    );
    expect(spec?.series.map(({ match }) => ('event' in match ? match.event : ''))).toEqual([
      '$pageview',
      'task created',
    ]);
    expect(spec?.interval).toBe('day');
    expect(trendsSpecSchema.safeParse(spec).success).toBe(true);
  });

  it.each([
    [2, 'hour'],
    [60, 'day'],
    [400, 'week'],
    [2000, 'month'],
  ])('put %d days into buckets of one %s', (days, interval) => {
    expect(fittingInterval(0, days * 86_400_000)).toBe(interval);
  });

  it('are none while there is no event', () => {
    expect(defaultTrends([], { from: 0, to: 1 })).toBeUndefined();
  });
});
