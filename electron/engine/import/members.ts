/** What lies in an archive: names, sizes, and what each file is by its first bytes. */
import type { ImportMembers } from '../../../shared/contract/commands';
import { membersOf, type SourceFile } from './unpack';

/** A window shows no more of them. */
const LISTED = 2_000;
/** To look at more would take longer than anybody waits. */
const LOOKED = 200;

export async function listMembers(file: SourceFile): Promise<ImportMembers> {
  const members: ImportMembers['members'] = [];
  let total = 0;
  for await (const member of membersOf(file, LOOKED)) {
    total++;
    if (members.length < LISTED) members.push(member);
  }
  return { isArchive: total > 1 || members[0]?.name !== file.name, total, members };
}
