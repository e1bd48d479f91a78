/** All rules, in the order in which people are told of them. */
import type { Rule } from './rule';
import { doNotTrack } from './rules/do-not-track';
import { firedTwice } from './rules/fired-twice';
import { junkId } from './rules/junk-id';
import { noReset } from './rules/no-reset';
import { personalData } from './rules/personal-data';
import { spelling } from './rules/spelling';

export const RULES: readonly Rule[] = [personalData, noReset, junkId, firedTwice, spelling, doNotTrack];
