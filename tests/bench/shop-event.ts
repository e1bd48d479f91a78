/** An event for benches of the collector, as PostHog's browser SDK sends it. */

/** `timestamp` is an ISO text. */
export const shopEvent = (n: number, timestamp: string, visitor = n): object => ({
  event: `button clicked ${n % 10}`,
  properties: {
    distinct_id: `visitor-${visitor}`,
    $current_url: `https://shop.example/products/${n}?utm_source=news`,
    $pathname: `/products/${n}`,
    $referrer: 'https://search.example/',
    $browser: 'Chrome',
    $browser_version: 141,
    $os: 'Mac OS X',
    $device_type: 'Desktop',
    $screen_width: 1728,
    $session_id: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
    $lib: 'web',
    $lib_version: '1.449.2',
    plan: 'pro',
    cart: { items: n % 7, value: 12.5 * n },
  },
  timestamp,
});
