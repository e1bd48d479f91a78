/** One file per step, oldest first. A step that has been released is never edited. */
import { INITIAL } from './001-initial';
import { PEOPLE } from './002-people';
import { SESSIONS } from './003-sessions';
import { PROMOTED } from './004-promoted';
import { REJECTS } from './005-rejects';
import { RECORDINGS } from './006-recordings';
import { IMPORTS } from './007-imports';
import { PROMOTED_PIECES } from './008-promoted-pieces';
import { RECORDING_OWNERS } from './009-recording-owners';
import { JOURNAL_POSITION } from './010-journal';

export const MIGRATIONS: readonly (readonly string[])[] = [
  INITIAL,
  PEOPLE,
  SESSIONS,
  PROMOTED,
  REJECTS,
  RECORDINGS,
  IMPORTS,
  PROMOTED_PIECES,
  RECORDING_OWNERS,
  JOURNAL_POSITION,
];
