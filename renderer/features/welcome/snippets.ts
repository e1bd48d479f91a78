/** The one-line changes that point an SDK at this collector. Keys and tokens are not checked: any will do. */
export interface Snippet {
  readonly id: string;
  readonly label: string;
  /** Where it goes. */
  readonly caption: string;
  readonly code: string;
  readonly note: string;
}

/** `url` is the collector's, without a slash at the end. */
export const snippets = (url: string): readonly Snippet[] => [
  {
    id: 'posthog',
    label: 'PostHog',
    caption: 'Where your app starts posthog-js',
    code: `posthog.init('any-token', { api_host: '${url}' })`,
    note: 'Only the host changes. Page views, autocapture and identify come along as they are.',
  },
  {
    id: 'segment-browser',
    label: 'Segment in the browser',
    caption: 'Where your app loads analytics-next',
    code: `AnalyticsBrowser.load({ writeKey: 'any', cdnURL: '${url}' })`,
    note: 'The settings come from here, so events go nowhere else.',
  },
  {
    id: 'segment-node',
    label: 'Segment on a server',
    caption: 'Where your server makes its Analytics',
    code: `new Analytics({ writeKey: 'any', host: '${url}' })`,
    note: 'Works with @segment/analytics-node unchanged.',
  },
  {
    id: 'curl',
    label: 'curl',
    caption: 'In a terminal',
    code: `curl ${url}/ingest -H 'content-type: application/json' \\\n  -d '{"event":"Signed up","distinct_id":"ada","properties":{"plan":"pro"}}'`,
    note: 'One event, or an array of events. Time and id are added where they are missing.',
  },
];
