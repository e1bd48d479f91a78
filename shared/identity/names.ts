/**
 * The texts of ids and the nodes that carry them. A node is a text in a role; a text may be a user, an anonymous id and
 * a plain id at once. Who stands behind a text is a *principal*: its user or its anonymous visitor. A plain id is the
 * user, else the anonymous visitor, of its text; with neither it stands for itself, in the place of the user.
 */
import { assert } from '../base/assert';
import { ID_ROLES, type IdRef, type IdRole } from '../model/identity';
import { withRoom } from './growing';
import type { KeptColumns } from './kept';

export const NONE = -1;
/** Earlier names of this form name strangers (see `personId` of case.ts), so they are looked at together. */
export const STRANGER_PREFIX = 'anonymous:';

export const ROLE_USER = ID_ROLES.indexOf('user');

/** Texts entered between two turns for others. */
const NAMES_PER_STEP = 8_192;

export class Names {
  readonly texts: string[] = [];
  /** 1 where the text stands for nobody and never links. */
  junk = new Uint8Array(0);
  /** The nodes of a text by role; {@link NONE} where there is none. */
  user = new Int32Array(0);
  anonymous = new Int32Array(0);
  plain = new Int32Array(0);

  nodes = 0;
  nodeName = new Int32Array(0);
  nodeRole = new Uint8Array(0);
  /** UTC ms of the first event that carries the node, whoever owns it; Infinity before the first. */
  nodeFirst = new Float64Array(0);
  /** 1 where an event is owned by the node itself. */
  nodeSeen = new Uint8Array(0);

  /** Made when first asked for: a restored resolver may never be. */
  private readonly byText = new Map<string, number>();

  constructor(private readonly isJunk: (id: string) => boolean) {}

  get count(): number {
    return this.texts.length;
  }

  find(text: string): number {
    this.index();
    return this.byText.get(text) ?? NONE;
  }

  /** The number of a text, new or known. */
  intern(text: string): number {
    this.index();
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const name = this.texts.length;
    this.texts.push(text);
    this.byText.set(text, name);
    if (name >= this.junk.length) {
      this.junk = withRoom(this.junk, name + 1);
      this.user = withRoom(this.user, name + 1, NONE);
      this.anonymous = withRoom(this.anonymous, name + 1, NONE);
      this.plain = withRoom(this.plain, name + 1, NONE);
    }
    this.junk[name] = this.isJunk(text) ? 1 : 0;
    return name;
  }

  /** The number of a node, new or known. */
  node(name: number, role: IdRole): number {
    const ofRole = role === 'user' ? this.user : role === 'anonymous' ? this.anonymous : this.plain;
    const known = ofRole[name] as number;
    if (known !== NONE) return known;
    const node = this.nodes++;
    ofRole[name] = node;
    if (node >= this.nodeName.length) {
      this.nodeName = withRoom(this.nodeName, node + 1);
      this.nodeRole = withRoom(this.nodeRole, node + 1);
      this.nodeFirst = withRoom(this.nodeFirst, node + 1, Infinity);
      this.nodeSeen = withRoom(this.nodeSeen, node + 1);
    }
    this.nodeName[node] = name;
    this.nodeRole[node] = ID_ROLES.indexOf(role);
    return node;
  }

  /** The text of a node. A negative number stands for a text that no event carries, only an alias names. */
  ref(node: number): IdRef {
    if (node < 0) return { role: 'plain', id: this.texts[~node] as string };
    assert(node < this.nodes, `There is no node ${node}`);
    return {
      role: ID_ROLES[this.nodeRole[node] as number] as IdRole,
      id: this.texts[this.nodeName[node] as number] as string,
    };
  }

  keep(): Pick<
    KeptColumns,
    'junk' | 'user' | 'anonymous' | 'plain' | 'nodeName' | 'nodeRole' | 'nodeFirst' | 'nodeSeen'
  > {
    const { count, nodes } = this;
    return {
      junk: this.junk.slice(0, count),
      user: this.user.slice(0, count),
      anonymous: this.anonymous.slice(0, count),
      plain: this.plain.slice(0, count),
      nodeName: this.nodeName.slice(0, nodes),
      nodeRole: this.nodeRole.slice(0, nodes),
      nodeFirst: this.nodeFirst.slice(0, nodes),
      nodeSeen: this.nodeSeen.slice(0, nodes),
    };
  }

  restore(texts: readonly string[], columns: KeptColumns): void {
    for (let name = this.texts.length; name < texts.length; name++) this.texts.push(texts[name] as string);
    this.junk = columns.junk;
    this.user = columns.user;
    this.anonymous = columns.anonymous;
    this.plain = columns.plain;
    this.nodeName = columns.nodeName;
    this.nodeRole = columns.nodeRole;
    this.nodeFirst = columns.nodeFirst;
    this.nodeSeen = columns.nodeSeen;
    this.nodes = columns.nodeName.length;
  }

  /** Makes {@link find} and {@link intern} quick, with turns for others; without it the first of them takes long. */
  *indexInSteps(): Generator<void, void> {
    while (this.byText.size < this.texts.length) {
      this.index(NAMES_PER_STEP);
      yield;
    }
  }

  private index(most = Infinity): void {
    const { byText, texts } = this;
    const until = Math.min(texts.length, byText.size + most);
    for (let name = byText.size; name < until; name++) byText.set(texts[name] as string, name);
  }

  hasUser(name: number): boolean {
    return (this.user[name] as number) !== NONE || (this.anonymous[name] as number) === NONE;
  }

  hasAnonymous(name: number): boolean {
    return (this.anonymous[name] as number) !== NONE;
  }

  /** The principal that a plain id or an alias of this text means. */
  meaning(name: number): number {
    return this.hasUser(name) ? userOf(name) : anonymousOf(name);
  }

  /** The principal of a text in a role; {@link NONE} where the text has no such role. */
  principal(name: number, role: IdRole): number {
    if (role === 'user') return this.hasUser(name) ? userOf(name) : NONE;
    return role === 'anonymous' && this.hasAnonymous(name) ? anonymousOf(name) : this.meaning(name);
  }

  /** The node that carries a principal's own role; else its plain node; else, negative, the mere text. */
  nodeOf(principal: number): number {
    const name = nameOf(principal);
    const own = (isAnonymous(principal) ? this.anonymous : this.user)[name] as number;
    if (own !== NONE) return own;
    const plain = this.plain[name] as number;
    return plain === NONE ? ~name : plain;
  }
}

export const userOf = (name: number): number => name * 2;
export const anonymousOf = (name: number): number => name * 2 + 1;
export const nameOf = (principal: number): number => principal >> 1;
export const isAnonymous = (principal: number): boolean => (principal & 1) === 1;
