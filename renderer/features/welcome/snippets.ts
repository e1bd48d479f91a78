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
    id: 'posthog-node',
    label: 'PostHog on a server',
    caption: 'Where your server makes its PostHog',
    code: `new PostHog('any-token', { host: '${url}' })`,
    note: 'posthog-node unchanged; in Python, Go, Ruby and the others it is the host, too.',
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
    id: 'mixpanel-browser',
    label: 'Mixpanel in the browser',
    caption: 'Where your app starts mixpanel-browser',
    code: `mixpanel.init('any-token', { api_host: '${url}' })`,
    note: 'Only the host changes. Autocapture, identify, people and groups come along as they are.',
  },
  {
    id: 'mixpanel-node',
    label: 'Mixpanel on a server',
    caption: 'Where your server makes its client',
    code: `Mixpanel.init('any-token', { host: '${url.replace(/^https?:\/\//, '')}', protocol: 'http' })`,
    note: 'The host is written without its scheme.',
  },
  {
    id: 'amplitude',
    label: 'Amplitude in the browser',
    caption: 'Where your app starts analytics-browser',
    code: `amplitude.init('any-key', {\n  serverUrl: '${url}/2/httpapi',\n  remoteConfig: { serverUrl: '${url}/config' },\n})`,
    note: 'The second address keeps the SDK from asking Amplitude what to capture.',
  },
  {
    id: 'amplitude-node',
    label: 'Amplitude on a server',
    caption: 'Where your server starts analytics-node',
    code: `init('any-key', { serverUrl: '${url}/2/httpapi' })`,
    note: 'Works with @amplitude/analytics-node unchanged.',
  },
  {
    id: 'rudderstack',
    label: 'RudderStack in the browser',
    caption: 'Where your app loads analytics-js',
    code: `import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'\nnew RudderAnalytics().load('any-key', '${url}', { configUrl: '${url}' })`,
    note: 'The bundled build, because the other one fetches its parts from RudderStack.',
  },
  {
    id: 'openpanel',
    label: 'OpenPanel in the browser',
    caption: 'Where your app makes its OpenPanel',
    code: `new OpenPanel({ clientId: 'any', apiUrl: '${url}', trackScreenViews: true })`,
    note: 'Who has no profile is one browser for one day, as on OpenPanel’s server.',
  },
  {
    id: 'plausible',
    label: 'Plausible',
    caption: 'Where your app starts the tracker',
    code: `init({ domain: 'any.site', endpoint: '${url}/api/event', captureOnLocalhost: true })`,
    note: 'The older plausible-tracker takes this address as its apiHost. A visitor is one browser for one day.',
  },
  {
    id: 'umami',
    label: 'Umami',
    caption: 'On the script’s tag',
    code: `data-host-url="${url}"`,
    note: 'The script itself still comes from your Umami. On a server: hostUrl of @umami/node.',
  },
  {
    id: 'matomo',
    label: 'Matomo',
    caption: 'Where your page fills _paq',
    code: `_paq.push(['setTrackerUrl', '${url}/matomo.php'])`,
    note: 'The script may go on coming from your Matomo, or from /matomo.js here. Server trackers take the same address.',
  },
  {
    id: 'snowplow',
    label: 'Snowplow in the browser',
    caption: 'Where your app makes its tracker',
    code: `newTracker('sp', '${url}', { appId: 'any-app' })`,
    note: 'Contexts, self-describing events and page pings come along as they are.',
  },
  {
    id: 'snowplow-node',
    label: 'Snowplow on a server',
    caption: 'Where your server makes its tracker',
    code: `newTracker({ namespace: 'sp', appId: 'any-app' }, { endpoint: '${url}' })`,
    note: 'Works with @snowplow/node-tracker unchanged.',
  },
  {
    id: 'countly',
    label: 'Countly',
    caption: 'Where your app starts countly-sdk-web',
    code: `Countly.init({ app_key: 'any-key', url: '${url}' })`,
    note: 'Sessions, views, crashes and user details come along as they are.',
  },
  {
    id: 'ga4',
    label: 'Google Analytics 4 (gtag.js)',
    caption: 'Where your page configures gtag',
    code: `gtag('config', 'G-ANY', { server_container_url: '${url}' })`,
    note: 'The script itself still comes from Google.',
  },
  {
    id: 'ga4-server',
    label: 'Google Analytics 4 on a server',
    caption: 'Where your server sends the Measurement Protocol',
    code: `POST ${url}/mp/collect?measurement_id=G-ANY&api_secret=any`,
    note: 'The same body as for Google. /debug/mp/collect says what Google would object to.',
  },
  {
    id: 'otlp',
    label: 'OpenTelemetry',
    caption: 'Where your app makes its log exporter',
    code: `new OTLPLogExporter({ url: '${url}/v1/logs' })`,
    note: 'Log records with an event name become events, by JSON or protobuf. Elsewhere: OTEL_EXPORTER_OTLP_ENDPOINT.',
  },
  {
    id: 'vercel',
    label: 'Vercel Web Analytics',
    caption: 'Where your app injects @vercel/analytics',
    code: `inject({ scriptSrc: '${url}/_vercel/insights/script.js' })`,
    note: 'The same property on <Analytics>. A visitor is one browser for one day.',
  },
  {
    id: 'curl',
    label: 'curl',
    caption: 'In a terminal',
    code: `curl ${url}/ingest -H 'content-type: application/json' \\\n  -d '{"event":"Signed up","distinct_id":"ada","properties":{"plan":"pro"}}'`,
    note: 'One event, or an array of events. Time and id are added where they are missing.',
  },
];
