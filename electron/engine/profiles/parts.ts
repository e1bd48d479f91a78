/** What questions about people are asked of. */
import type { Dataset } from '../sequences/dataset';
import type { SessionStore } from '../sessions/session-store';
import type { Readers } from '../store/readers';
import type { ProfileStore } from './profile-store';

export interface PeopleParts {
  readonly dataset: Dataset;
  readonly readers: Readers;
  readonly sessions: SessionStore;
  readonly profiles: ProfileStore;
}
