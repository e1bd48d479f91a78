/** What questions about people are asked of. */
import type { SegmentParts } from '../query/members';
import type { SessionStore } from '../sessions/session-store';
import type { Readers } from '../store/readers';
import type { ProfileStore } from './profile-store';

export interface PeopleParts extends SegmentParts {
  readonly readers: Readers;
  readonly sessions: SessionStore;
  readonly profiles: ProfileStore;
}
