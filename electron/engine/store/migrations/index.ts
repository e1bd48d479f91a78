/** One file per step, oldest first. A step that has been released is never edited. */
import { INITIAL } from './001-initial';

export const MIGRATIONS: readonly (readonly string[])[] = [INITIAL];
