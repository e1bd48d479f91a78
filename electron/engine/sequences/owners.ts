/** Whose an event is, by the combination of ids that it carries and, where an id has had several owners, by its time. */
import { IN_TURN, ownerAt, type Persons } from '../../../shared/identity/resolver';
import { NO_ID } from '../identity/id-combinations';
import type { IdentityState } from '../identity/identity-state';
import type { Steps } from './cooperate';

export const NOBODY = -1;
const STEP = 1 << 16;

export class EventOwners {
  /** Most combinations of ids have one owner for all time: of many events it is looked up once for each combination. */
  private byCombination = new Int32Array(0);

  constructor(
    private readonly persons: Persons,
    private readonly identity: IdentityState,
  ) {}

  /** To be done before many events are asked of; `count` combinations there are. */
  *prepareInSteps(count: number): Steps<void> {
    const { ownNode } = this.identity.facts;
    const owners = new Int32Array(Math.min(count, ownNode.length));
    for (let each = 0; each < owners.length; each++) {
      owners[each] = this.persons.ofNode[ownNode[each] as number] ?? IN_TURN;
      if (each % STEP === 0) yield;
    }
    this.byCombination = owners;
  }

  /** {@link NOBODY} where the event is gone. `time` in UTC ms. */
  of(combination: number, time: number): number {
    if (combination === NO_ID) return NOBODY;
    const owner = this.byCombination[combination] ?? IN_TURN;
    return owner >= 0 ? owner : ownerAt(this.persons, this.identity.facts.ownNode[combination] as number, time);
  }
}
