/**
 * What a resolver knows, as columns: taken out to be kept on disk and put back into a new one, which then goes on as if it
 * had been told everything itself. Held by the resolver's property tests.
 */

/** How each column is laid out. */
export const KEPT_COLUMNS = {
  // By name.
  junk: 'u8',
  user: 'i32',
  anonymous: 'i32',
  plain: 'i32',
  parent: 'i32',
  size: 'i32',
  next: 'i32',
  degree: 'i32',
  hot: 'u8',
  ofAnchor: 'i32',
  ofUser: 'i32',
  // By node.
  nodeName: 'i32',
  nodeRole: 'u8',
  nodeFirst: 'f64',
  nodeSeen: 'u8',
  ownerOfNode: 'i32',
  // By statement.
  kind: 'u8',
  anchor: 'i32',
  statedUser: 'i32',
  first: 'f64',
  last: 'f64',
  identified: 'f64',
  nextOfAnchor: 'i32',
  nextOfUser: 'i32',
  between: 'i32',
  // By place in the statements' times.
  time: 'f64',
  nextTime: 'i32',
  // By principal.
  firstOfPerson: 'f64',
  known: 'u8',
  live: 'u8',
  indexOf: 'i32',
  // By person.
  order: 'i32',
  personKnown: 'u8',
  memberOffsets: 'u32',
  memberNodes: 'i32',
  // Ids that several persons own in turn: the node and how many turns it has, then all turns one after the other.
  turnNode: 'i32',
  turnCount: 'i32',
  turnTime: 'f64',
  turnOwner: 'i32',
} as const;

type Layouts = {
  u8: Uint8Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  u32: Uint32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
};
export type KeptColumns = { readonly [K in keyof typeof KEPT_COLUMNS]: Layouts[(typeof KEPT_COLUMNS)[K]] };

export interface KeptResolver {
  readonly columns: KeptColumns;
  /** By name. */
  readonly texts: readonly string[];
  /** Ids of persons that are not called by their own text, by principal. */
  readonly renamed: readonly (readonly [number, string])[];
  /** The first of the freed places among the statements' times, -1 where there is none. */
  readonly freeTime: number;
}
