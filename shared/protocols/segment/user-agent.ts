/** Browser, system and device type out of a user agent text, spelled as PostHog spells them. */
import Bowser from 'bowser';
import { WELL_KNOWN } from '../../model/event';
import type { Json } from '../../model/json';

const OS_NAMES: Readonly<Record<string, string>> = { macOS: 'Mac OS X' };

export function readUserAgent(userAgent: string): Record<string, Json> {
  const { browser, os, platform } = Bowser.parse(userAgent);
  const type = platform.type;
  return {
    ...(browser.name === undefined || browser.name === '' ? {} : { [WELL_KNOWN.browser]: browser.name }),
    ...(os.name === undefined || os.name === '' ? {} : { [WELL_KNOWN.os]: OS_NAMES[os.name] ?? os.name }),
    ...(type === undefined || type === '' ? {} : { [WELL_KNOWN.device]: type.charAt(0).toUpperCase() + type.slice(1) }),
  };
}
