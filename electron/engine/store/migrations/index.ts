/** One file per step, oldest first. A step that has been released is never edited. */
import { INITIAL } from './001-initial';
import { PEOPLE } from './002-people';
import { SESSIONS } from './003-sessions';
import { PROMOTED } from './004-promoted';
import { REJECTS } from './005-rejects';

export const MIGRATIONS: readonly (readonly string[])[] = [INITIAL, PEOPLE, SESSIONS, PROMOTED, REJECTS];
