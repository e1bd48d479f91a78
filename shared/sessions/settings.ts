/** The workspace's session settings (shared/model/settings) in the form that stitching reads: worked out once. */
import { durationMs } from '../base/time-duration';
import { HOUR_MS } from '../base/time';
import { DEFAULT_SETTINGS, type BounceRule, type SessionSettings } from '../model/settings';
import { localMidnights } from './midnight';

export interface StitchSettings {
  /** More silence than this (ms) ends a session; exactly this much does not. */
  readonly timeoutMs: number;
  /** Split where the SDK's own session id changes. */
  readonly honourSdkSessions: boolean;
  /** The first local midnight after an instant (UTC ms); undefined where midnight does not split. */
  readonly nextMidnight: ((instant: number) => number) | undefined;
  /** Split where an event names another campaign than the session's. */
  readonly campaignChange: boolean;
  readonly bounce: BounceRule;
  /** A session of more than this (ms) is split. */
  readonly maxLengthMs: number;
}

/** `timezone` is the workspace's; it matters to midnight alone. */
export function stitchSettings(settings: SessionSettings, timezone: string): StitchSettings {
  return {
    timeoutMs: durationMs(settings.timeout),
    honourSdkSessions: settings.honourSdkSessions,
    nextMidnight: settings.midnight ? localMidnights(timezone) : undefined,
    campaignChange: settings.campaignChange,
    bounce: settings.bounce,
    maxLengthMs: 24 * HOUR_MS,
  };
}

/** What a workspace has that nobody changed. */
export const DEFAULT_SESSION_SETTINGS: StitchSettings = stitchSettings(DEFAULT_SETTINGS.sessions, 'UTC');
