/** Questions about identity: the graph of a person, the evidence, what was refused, previews, comparisons. */
import { BugError } from '../../../shared/base/assert';
import type { CommandName } from '../../../shared/contract/commands';

export const todo = (name: CommandName): never => {
  throw new BugError(`${name} is not built yet`);
};
