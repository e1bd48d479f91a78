/** All rules, in the order in which docs/doctor.md tells of them. */
import type { Rule } from './rule';
import { aliasMisuse } from './rules/alias-misuse';
import { autocaptureDoubled } from './rules/autocapture-doubled';
import { clockSkew } from './rules/clock-skew';
import { doNotTrack } from './rules/do-not-track';
import { endlessSession } from './rules/endless-session';
import { firedTwice } from './rules/fired-twice';
import { idInName } from './rules/id-in-name';
import { junkId } from './rules/junk-id';
import { lateIdentify } from './rules/late-identify';
import { missingProperty } from './rules/missing-property';
import { noReset } from './rules/no-reset';
import { optOutIgnored } from './rules/opt-out-ignored';
import { personalData } from './rules/personal-data';
import { sharedId } from './rules/shared-id';
import { spelling } from './rules/spelling';
import { typeFlip } from './rules/type-flip';
import { vendorLimit } from './rules/vendor-limit';

export const RULES: readonly Rule[] = [
  lateIdentify,
  junkId,
  sharedId,
  noReset,
  aliasMisuse,
  firedTwice,
  autocaptureDoubled,
  spelling,
  idInName,
  typeFlip,
  missingProperty,
  personalData,
  optOutIgnored,
  doNotTrack,
  clockSkew,
  endlessSession,
  vendorLimit,
];
