/** Plain words for the event names that SDKs made up; any other name is shown as it was sent. */
const LABELS: Readonly<Record<string, string>> = {
  '*': 'Any event',
  $pageview: 'Page view',
  $pageleave: 'Page leave',
  $screen: 'Screen',
  $identify: 'Identify',
  $alias: 'Alias',
  $group: 'Group',
  $groupidentify: 'Group identify',
  $set: 'Set person properties',
  $autocapture: 'Autocapture',
  $rageclick: 'Rage click',
  $exception: 'Exception',
  $web_vitals: 'Web vitals',
  $ping: 'Ping',
  $feature_flag_called: 'Feature flag called',
};

export const eventLabel = (name: string): string => (Object.hasOwn(LABELS, name) ? (LABELS[name] ?? name) : name);
