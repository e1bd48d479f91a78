/**
 * The made-up product of the sample: Northlight, where teams keep tasks and documents. What is planted here is there to
 * be found: mobile visitors sign up less; release 2.4.0 shortens the onboarding and more people finish it; the campaign
 * `spring-launch` brings many who do not stay; release 2.5.0 breaks the editor in Safari and Firefox, with errors, rage
 * clicks and fewer payments; invited people convert best.
 */

export const SITE = 'https://northlight.example';
export const APP = 'https://app.northlight.example';

export interface Release {
  readonly version: string;
  /** Days after the sample's first day on which it goes out. */
  readonly day: number;
}

export const RELEASES: readonly Release[] = [
  { version: '2.3.0', day: -Infinity },
  { version: '2.4.0', day: 23 },
  { version: '2.5.0', day: 44 },
];

export interface Source {
  readonly weight: number;
  readonly referrer?: string;
  readonly utm?: { readonly source: string; readonly medium: string; readonly campaign: string };
  /** First and last day of the sample on which it brings people. */
  readonly days?: readonly [number, number];
  /** How its people sign up, against the average. */
  readonly appeal: number;
}

/** Typed into the address bar, or opened from a mail. */
export const DIRECT: Source = { weight: 20, appeal: 1.2 };

export const SOURCES: readonly Source[] = [
  { weight: 30, referrer: 'https://www.google.com/', appeal: 1.1 },
  DIRECT,
  { weight: 9, referrer: 'https://news.ycombinator.com/', appeal: 0.8 },
  { weight: 8, referrer: 'https://www.linkedin.com/', appeal: 0.9 },
  {
    weight: 12,
    referrer: 'https://www.google.com/',
    utm: { source: 'google', medium: 'cpc', campaign: 'brand' },
    appeal: 1.15,
  },
  {
    weight: 30,
    referrer: 'https://www.facebook.com/',
    utm: { source: 'facebook', medium: 'paid-social', campaign: 'spring-launch' },
    days: [28, 39],
    appeal: 0.5,
  },
  {
    weight: 8,
    utm: { source: 'newsletter', medium: 'email', campaign: 'product-digest' },
    appeal: 1.3,
  },
];

export interface Device {
  readonly weight: number;
  readonly type: 'Desktop' | 'Mobile' | 'Tablet';
  readonly os: string;
  readonly browser: string;
  /** Release 2.5.0 breaks the editor here. */
  readonly isFragile: boolean;
}

export const DESKTOPS: readonly Device[] = [
  { weight: 40, type: 'Desktop', os: 'Windows', browser: 'Chrome', isFragile: false },
  { weight: 22, type: 'Desktop', os: 'Mac OS X', browser: 'Chrome', isFragile: false },
  { weight: 14, type: 'Desktop', os: 'Mac OS X', browser: 'Safari', isFragile: true },
  { weight: 9, type: 'Desktop', os: 'Windows', browser: 'Microsoft Edge', isFragile: false },
  { weight: 10, type: 'Desktop', os: 'Linux', browser: 'Firefox', isFragile: true },
];

export const HANDHELDS: readonly Device[] = [
  { weight: 45, type: 'Mobile', os: 'iOS', browser: 'Mobile Safari', isFragile: true },
  { weight: 45, type: 'Mobile', os: 'Android', browser: 'Chrome', isFragile: false },
  { weight: 10, type: 'Tablet', os: 'iOS', browser: 'Mobile Safari', isFragile: true },
];

export interface Country {
  readonly weight: number;
  readonly code: string;
  /** Local time minus UTC, in hours: when its people are awake. */
  readonly hours: number;
}

export const COUNTRIES: readonly Country[] = [
  { weight: 34, code: 'US', hours: -5 },
  { weight: 18, code: 'DE', hours: 1 },
  { weight: 13, code: 'GB', hours: 0 },
  { weight: 10, code: 'FR', hours: 1 },
  { weight: 9, code: 'IN', hours: 5.5 },
  { weight: 8, code: 'BR', hours: -3 },
  { weight: 8, code: 'AU', hours: 10 },
];

export const LANDING_PAGES = [
  { weight: 45, path: '/', title: 'Northlight: tasks and docs for teams' },
  { weight: 18, path: '/features/docs', title: 'Docs · Northlight' },
  { weight: 12, path: '/features/boards', title: 'Boards · Northlight' },
  { weight: 25, path: '/blog/calm-planning', title: 'Calm planning · Northlight blog' },
] as const;

export const BROWSING_PAGES = [
  { weight: 35, path: '/pricing', title: 'Pricing · Northlight' },
  { weight: 20, path: '/features/docs', title: 'Docs · Northlight' },
  { weight: 15, path: '/features/boards', title: 'Boards · Northlight' },
  { weight: 15, path: '/customers', title: 'Customers · Northlight' },
  { weight: 15, path: '/templates', title: 'Templates · Northlight' },
] as const;

/** What people do in the product on a day of use; `mean` is per session. */
export const FEATURES = [
  { event: 'task created', mean: 1.6, page: '/tasks', since: 0 },
  { event: 'task completed', mean: 1.3, page: '/tasks', since: 0 },
  { event: 'doc edited', mean: 0.9, page: '/docs', since: 0 },
  { event: 'comment added', mean: 0.7, page: '/docs', since: 0 },
  { event: 'search performed', mean: 0.4, page: '/search', since: 0 },
  { event: 'board opened', mean: 0.8, page: '/boards', since: 23 },
  { event: 'file attached', mean: 0.2, page: '/tasks', since: 0 },
  { event: 'integration connected', mean: 0.02, page: '/settings/integrations', since: 0 },
  { event: 'summary generated', mean: 0.3, page: '/docs', since: 44 },
] as const;

export const ONBOARDING = ['workspace named', 'role chosen', 'template picked', 'teammates added'] as const;

export const PLANS = [
  { weight: 62, plan: 'team', price: 9 },
  { weight: 28, plan: 'business', price: 19 },
  { weight: 10, plan: 'enterprise', price: 39 },
] as const;

export const FIRST_NAMES = [
  'Ada',
  'Ben',
  'Chiara',
  'Dara',
  'Elif',
  'Finn',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Kavya',
  'Liam',
  'Mina',
  'Noor',
  'Olga',
  'Pavel',
  'Quinn',
  'Rosa',
  'Sven',
  'Tess',
  'Uma',
  'Viktor',
  'Wren',
  'Xenia',
  'Yusuf',
  'Zoe',
] as const;

export const LAST_NAMES = [
  'Albers',
  'Brandt',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'Gupta',
  'Hansen',
  'Ito',
  'Jansen',
  'Kaya',
  'Lindt',
  'Moreau',
  'Novak',
  'Okafor',
  'Patel',
  'Quist',
  'Rossi',
  'Silva',
  'Tanaka',
  'Ueda',
  'Vogel',
  'Weber',
  'Young',
] as const;

export const COMPANY_WORDS = [
  'Alder',
  'Beacon',
  'Cobalt',
  'Delta',
  'Ember',
  'Fjord',
  'Granite',
  'Harbor',
  'Indigo',
  'Juniper',
  'Kestrel',
  'Lumen',
  'Meadow',
  'Nimbus',
  'Orchard',
  'Prairie',
  'Quarry',
  'Ridge',
  'Sable',
  'Timber',
] as const;

export const COMPANY_KINDS = ['Labs', 'Works', 'Studio', 'Logistics', 'Health', 'Energy', 'Foods', 'Media'] as const;
