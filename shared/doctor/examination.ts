/** All rules at once: shown every event in the order of arrival, gathers what they find. */
import type { CanonicalEvent } from '../model/event';
import type { Signals } from '../model/signals';
import { type Examined, examined } from './examined';
import { FindingBook } from './finding-book';
import { RULES } from './registry';
import type { Report, Rule, RuleMachine } from './rule';

export class Examination {
  readonly book = new FindingBook();
  private readonly machines: readonly { readonly machine: RuleMachine; readonly report: Report }[];
  private seen: Examined | undefined;
  private count = 0;

  constructor(rules: readonly Rule[] = RULES) {
    this.machines = rules.map((rule) => ({
      machine: rule.start(),
      report: (found) => {
        if (this.seen !== undefined) this.book.note(rule, this.seen, found);
      },
    }));
  }

  /** Events shown so far. */
  get events(): number {
    return this.count;
  }

  show(event: CanonicalEvent & { readonly eid: number }, signals?: Signals): void {
    this.count += 1;
    const seen = examined(event, signals);
    this.seen = seen;
    for (const { machine, report } of this.machines) machine.observe(seen, report);
  }
}
