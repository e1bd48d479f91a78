/** The page's one coordinator and one live feed, joined: what arrives makes shown answers be asked for again. */
import { isArrowCommand, isJsonCommand } from './command-kinds';
import { call, callArrow, openStream } from './client';
import { Coordinator } from './coordinator';
import { LiveFeed } from './live-feed';
import { BugError } from '../../shared/base/assert';
import type { CommandInput } from '../../shared/contract/commands';

export const coordinator = new Coordinator((command, input, signal) => {
  if (isJsonCommand(command)) return call(command, input as CommandInput<typeof command>, { signal });
  if (isArrowCommand(command)) return callArrow(command, input as CommandInput<typeof command>, { signal });
  throw new BugError(`${command} is a stream; a slot holds one answer`);
});

export const liveFeed = new LiveFeed(
  (onMessage, signal) => openStream('live', {}, onMessage, { signal }),
  {
    set: (run, ms) => window.setTimeout(run, ms),
    clear: (timer) => {
      window.clearTimeout(timer);
    },
  },
  () => {
    coordinator.invalidate();
  },
);

liveFeed.listen({
  onFindings: () => {
    coordinator.invalidate('doctor.findings');
  },
  onImports: () => {
    coordinator.invalidate('import.list');
    coordinator.invalidate('rejects.summary');
  },
  // Rejects are no events: the data's version does not tell of them.
  onRejects: () => {
    coordinator.invalidate('rejects.summary');
  },
  onViolations: () => {
    coordinator.invalidate('plan.get');
    coordinator.invalidate('plan.violations');
  },
});
