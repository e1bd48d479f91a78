import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { queryCommand } from '../../../renderer/parts/query-command';
import type { InsightSpec } from '../../../shared/insights/specs';

it.skipIf(process.platform === 'win32')('hands the very spec to the command, whatever quotes are in it', () => {
  const spec: InsightSpec = {
    kind: 'funnel',
    steps: [
      { event: `it's "100%" \\ $HOME` },
      { event: 'b', where: { property: 'properties.a', op: 'eq', value: "x'y" } },
    ],
  };
  const [print = '', query] = queryCommand(spec).split(/ \| (?=waymark)/);
  expect(query).toBe('waymark query -');
  expect(JSON.parse(execFileSync('/bin/sh', ['-c', print], { encoding: 'utf8' }))).toEqual(spec);
});
