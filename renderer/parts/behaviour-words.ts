/** What a person did, as one phrase. */
import { type Behaviour, matcherLabel } from '../../shared/model/filter';
import { eventLabel } from '../ui/event-label';

const COMPARISONS = { gte: 'at least', lte: 'at most', eq: 'exactly' } as const;

const did = (matcher: Parameters<typeof matcherLabel>[0]): string => eventLabel(matcherLabel(matcher));
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Windows are left out: the phrase stands where there is little room. */
export function behaviourWords(behaviour: Behaviour): string {
  if ('performed' in behaviour) {
    const { count } = behaviour;
    const often = count === undefined ? '' : ` ${COMPARISONS[count.op]} ${times(count.value)}`;
    return `did ${did(behaviour.performed)}${often}`;
  }
  if ('notPerformed' in behaviour) return `never did ${did(behaviour.notPerformed)}`;
  if ('firstPerformed' in behaviour) return `first did ${did(behaviour.firstPerformed)} then`;
  if ('sequence' in behaviour) return `did ${behaviour.sequence.map(did).join(', then ')}`;
  if ('stopped' in behaviour) return `stopped doing ${did(behaviour.stopped)}`;
  if ('restarted' in behaviour) return `came back to ${did(behaviour.restarted)}`;
  if ('regular' in behaviour) return `regularly did ${did(behaviour.regular)}`;
  const { aggregate, op, value } = behaviour;
  return `${aggregate.fn} of ${aggregate.property} ${COMPARISONS[op]} ${value}`;
}
