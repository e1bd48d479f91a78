/** What became of ids that were judged together: the persons they are, and the nodes each of them owns. */
import type { Case } from './case';
import type { Components } from './components';
import type { Decisions } from './decisions';
import { type Groups, personId } from './groups';
import { anonymousOf, isAnonymous, nameOf, type Names, NONE, userOf } from './names';
import type { Owners } from './owners';
import { NOBODY } from './persons';

export interface SettlerParts {
  readonly names: Names;
  readonly components: Components;
  readonly decisions: Decisions;
  readonly ids: Case;
  readonly groups: Groups;
  readonly owners: Owners;
}

export class Settler {
  constructor(private readonly parts: SettlerParts) {}

  /** Judges the connected ids that `root` stands for, and gives their nodes to persons. */
  settle(root: number): void {
    if (this.settleLoner(root)) return;
    const { ids, groups, owners, names } = this.parts;
    ids.judge(root);
    groups.gather(ids);
    for (let id = 0; id < ids.size; id++) {
      if (ids.turns.has(id) || ids.find(id) !== id) continue;
      const person = groups.personOf(ids, id);
      if (person === NOBODY) continue;
      const text = personId(names, person);
      const isRenamed = text !== names.texts[nameOf(person)];
      owners.declare(person, groups.firstOf(id), groups.isKnown(id) ? 1 : 0, isRenamed ? text : undefined);
    }
    for (let id = 0; id < ids.size; id++) this.giveNodes(id);
  }

  private giveNodes(id: number): void {
    const { ids, groups, owners, names } = this.parts;
    const principal = ids.principals[id] as number;
    const name = nameOf(principal);
    const own = (isAnonymous(principal) ? names.anonymous : names.user)[name] as number;
    const plain = names.meaning(name) === principal ? (names.plain[name] as number) : NONE;
    const turns = ids.turns.get(id);
    const times: number[] = [];
    const persons: number[] = [];
    if (turns === undefined) persons.push(groups.personOf(ids, ids.find(id)));
    else {
      for (const [index, owner] of turns.owners.entries()) {
        const person = groups.personOf(ids, ids.find(owner));
        if (persons.at(-1) === person) continue;
        times.push(index === 0 ? -Infinity : (turns.times[index] as number));
        persons.push(person);
      }
      // No event belongs to the id then, or all its owners would be persons.
      if (persons.includes(NOBODY)) persons.splice(0, persons.length, NOBODY);
    }
    for (const node of [own, plain]) {
      if (node === NONE) continue;
      if (persons.length === 1) owners.give(node, persons[0] as number);
      else owners.giveInTurn(node, { times, owners: persons });
    }
  }

  /** Most ids of a crowd are alone: nothing is said of them, and they carry one role. Returns whether this one is. */
  private settleLoner(name: number): boolean {
    const { names, owners, components } = this.parts;
    if (!components.isAlone(name) || this.parts.decisions.touches(name)) return false;
    const user = names.user[name] as number;
    const anonymous = names.anonymous[name] as number;
    const plain = names.plain[name] as number;
    const roles = (user === NONE ? 0 : 1) + (anonymous === NONE ? 0 : 1) + (plain === NONE ? 0 : 1);
    if (roles !== 1) return false;
    const node = user + anonymous + plain - 2 * NONE;
    if (names.nodeSeen[node] === 0) {
      owners.give(node, NOBODY);
      return true;
    }
    const principal = anonymous === NONE ? userOf(name) : anonymousOf(name);
    owners.declare(principal, names.nodeFirst[node] as number, user === NONE ? 0 : 1, undefined);
    owners.give(node, principal);
    return true;
  }
}
