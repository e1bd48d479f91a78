/**
 * The answers that PostHog SDKs ask for before and beside events. Recording is on, for it changes no event. What makes
 * events that the page did not ask for (heatmaps, web vitals, dead clicks, exceptions) is left to the page's own options,
 * which win over this; surveys and tours there are none.
 */
import type { WireRequest } from '../wire';

/** Fields that the SDK acts on; without `autocapture_opt_out: false` it never starts autocapture. */
export function remoteConfig(token: string): Record<string, unknown> {
  return {
    token,
    supportedCompression: ['gzip', 'gzip-js'],
    // Also without flags of ours: an application may wait for the answer to its flags request.
    hasFeatureFlags: true,
    autocapture_opt_out: false,
    analytics: { endpoint: '/i/v0/e/' },
    elementsChainAsString: true,
    captureDeadClicks: false,
    capturePerformance: false,
    autocaptureExceptions: false,
    errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
    sessionRecording: SESSION_RECORDING,
    heatmaps: false,
    surveys: false,
    productTours: false,
    defaultIdentifiedOnly: true,
    siteApps: [],
    isAuthenticated: false,
    toolbarParams: {},
  };
}

/** Everything of every session, as the page's own masking rules leave it. */
const SESSION_RECORDING = {
  endpoint: '/s/',
  consoleLogRecordingEnabled: true,
  recorderVersion: 'v2',
  sampleRate: null,
  minimumDurationMilliseconds: null,
  linkedFlag: null,
  networkPayloadCapture: null,
  masking: null,
  urlTriggers: [],
  urlBlocklist: [],
  eventTriggers: [],
};

/** The config as the script that the SDK loads first. */
export function remoteConfigScript(token: string): string {
  const name = JSON.stringify(token);
  const config = JSON.stringify(remoteConfig(token));
  return `(function(){window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};window._POSTHOG_REMOTE_CONFIG[${name}]={config:${config},siteApps:[]}})();`;
}

/** Versions around 1.300 take the config from the flags answer; without it they switch capture off. */
export const wantsConfig = (request: WireRequest): boolean =>
  request.path === '/decide' || request.query['config'] === 'true';

/** Versions below 1.100 switch autocapture on by this field alone. */
export const LEGACY_CONFIG = { config: { enable_collect_everything: true } };
