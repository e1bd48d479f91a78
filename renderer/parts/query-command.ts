/** The shell command that prints the same numbers as the window. */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { InsightSpec } from '../../shared/insights/specs';

/** Reads the spec from standard input, so that no file is needed; quotes it for POSIX shells. */
export function queryCommand(spec: InsightSpec): string {
  const quoted = `'${canonicalJson(spec).replaceAll("'", String.raw`'\''`)}'`;
  return `printf %s ${quoted} | waymark query -`;
}
