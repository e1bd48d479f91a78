import { describe, expect, it } from 'vitest';
import { readRows } from '../../support/vendor-rows';

const AT = Date.UTC(2026, 2, 1, 10) / 1000;
const VISIT = {
  idSite: '1',
  idVisit: '68536',
  visitIp: '192.0.2.0',
  visitorId: 'a1b2c3d4e5f60718',
  userId: null,
  firstActionTimestamp: AT,
  serverTimestamp: AT + 60,
  referrerType: 'search',
  referrerName: 'Google',
  referrerUrl: 'https://www.google.com/',
  campaignName: '',
  deviceType: 'Smartphone',
  operatingSystemName: 'Android',
  browserName: 'Chrome',
  browserIcon: 'plugins/icon.png',
  country: 'Austria',
  dimension2: 'blue',
  actionDetails: [
    { type: 'action', url: 'https://shop.example/tea?a=1', pageTitle: 'Tea', pageId: '1', timeSpent: 8, timestamp: AT },
    {
      type: 'event',
      url: 'https://shop.example/tea',
      eventCategory: 'video',
      eventAction: 'play',
      eventName: 'intro',
      eventValue: 3,
      pageId: '2',
      timestamp: AT + 1,
    },
    { type: 'outlink', url: 'https://other.example/', pageId: '3', timestamp: AT + 2 },
    { type: 'download', url: 'https://shop.example/a.pdf', pageId: '4', timestamp: AT + 3 },
    { type: 'search', siteSearchKeyword: 'tea', siteSearchCount: '4', pageId: '5', timestamp: AT + 4 },
    { type: 'goal', goalId: '7', goalName: 'Signed up', revenue: 5, pageId: '1', timestamp: AT + 5 },
    {
      type: 'ecommerceOrder',
      orderId: 'T1',
      revenue: 12.5,
      revenueTax: 2,
      itemDetails: [{ itemSKU: 'tea', quantity: 1 }],
      timestamp: AT + 6,
    },
    { type: 'form', formName: 'Newsletter', pageId: '6', timestamp: AT + 7 },
  ],
};

describe('visits of Matomo’s Live API', () => {
  it('of visitors made anonymous are a visitor each', () => {
    const nobody = { ...VISIT, visitorId: false, userId: null, visitIp: null };
    const { events, rejects } = readRows([nobody, { ...nobody, idVisit: '68537' }, { ...VISIT, userId: 'ada' }]);
    expect(rejects).toEqual([]);
    expect([...new Set(events.map(({ distinct_id }) => distinct_id))]).toEqual([
      'visit-1-68536',
      'visit-1-68537',
      'ada',
    ]);
    expect(events.filter(({ user_id: user }) => user !== undefined && user !== 'ada')).toEqual([]);
  });

  it('become an event per action, named as a tracker’s request of it', () => {
    const { title, events, rejects } = readRows([VISIT]);
    expect(title).toBe('Matomo visits (Live API)');
    expect(rejects).toEqual([]);
    expect(events.map(({ event, kind, timestamp }) => [event, kind, timestamp - AT * 1000])).toEqual([
      ['pageview', 'page', 0],
      ['play', 'custom', 1000],
      ['outlink', 'click', 2000],
      ['download', 'click', 3000],
      ['search', 'custom', 4000],
      ['goal 7', 'custom', 5000],
      ['order', 'custom', 6000],
      ['form', 'custom', 7000],
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        anonymous_id: VISIT.visitorId,
        session_id: '68536',
        project: '1',
        source: 'matomo',
      });
      expect(event.properties).not.toHaveProperty('$is_server');
    }
    expect(events[0]?.properties).toMatchObject({
      $browser: 'Chrome',
      $os: 'Android',
      $device_type: 'Mobile',
      $current_url: 'https://shop.example/tea?a=1',
      $title: 'Tea',
      $referrer: 'https://www.google.com/',
      dimension2: 'blue',
      $matomo: { timeSpent: 8, country: 'Austria', referrerName: 'Google' },
    });
    expect(JSON.stringify(events)).not.toContain('icon');
    expect(events[1]?.properties).toMatchObject({ category: 'video', label: 'intro', value: 3 });
    expect(events[5]?.properties).toMatchObject({ goal_id: '7', $revenue: 5, $matomo: { goalName: 'Signed up' } });
    expect(events[6]?.properties).toMatchObject({
      order_id: 'T1',
      $revenue: 12.5,
      tax: 2,
      items: [{ itemSKU: 'tea', quantity: 1 }],
    });
  });

  it('have ids that stay when the visit goes on', () => {
    const ids = readRows([VISIT]).events.map(({ event_id }) => event_id);
    expect(new Set(ids).size).toBe(8);
    const longer = {
      ...VISIT,
      actionDetails: [...VISIT.actionDetails, { type: 'action', pageId: '9', timestamp: AT + 90 }],
    };
    expect(
      readRows([longer])
        .events.map(({ event_id }) => event_id)
        .slice(0, 8),
    ).toEqual(ids);
  });

  it('may have actions in the site’s own clock, which the visit’s beginning in UTC tells', () => {
    const shifted = {
      ...VISIT,
      userId: 'ada',
      actionDetails: VISIT.actionDetails.map((action) => ({ ...action, timestamp: action.timestamp + 7200 })),
    };
    const { events } = readRows([shifted]);
    expect(events.map(({ timestamp }) => timestamp)).toEqual(
      readRows([VISIT]).events.map(({ timestamp }) => timestamp),
    );
    expect(events[0]).toMatchObject({ user_id: 'ada', anonymous_id: VISIT.visitorId });
  });

  it('tell of actions that are none, and keep the others', () => {
    const { events, rejects } = readRows([
      { ...VISIT, actionDetails: [7, { type: 'action' }, { type: 'action', timestamp: AT, pageId: '1' }] },
    ]);
    expect(rejects).toEqual(['malformed_event actionDetails[0]', 'missing_time actionDetails[1].timestamp']);
    expect(events).toHaveLength(1);
  });
});
