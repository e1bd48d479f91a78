/** Reads all persons, or groups, behind a number, page by page. */
import type { Result } from '../../shared/base/result';
import { ok } from '../../shared/base/result';
import type { DrillRef, GroupRow, PersonRow } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import { call } from '../data/client';

/** The most that one answer carries. */
const PAGE = 1000;

export async function allPersons(drill: DrillRef): Promise<Result<readonly (PersonRow | GroupRow)[], AppError>> {
  const found: (PersonRow | GroupRow)[] = [];
  let cursor: string | undefined;
  do {
    const answer = await call('insight.drill', { ...drill, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    if (!answer.ok) return answer;
    const { rows, groups, nextCursor } = answer.value;
    found.push(...(groups ?? rows));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return ok(found);
}
