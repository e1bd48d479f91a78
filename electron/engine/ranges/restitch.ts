/**
 * The sessions of a view in files under other settings: its events stay where they lie, in their order; each part of the
 * persons is read once, stitched anew, and only sessions and which of them each event is in are written. Gives what making
 * the view anew gives (property-tested).
 */
import { ensure } from '../../../shared/base/assert';
import { giveWay } from '../sequences/cooperate';
import { sharedArrays } from '../sequences/order';
import { OpenFile, type RangesFolder } from './block-file';
import { type Column, WIDTH } from './columns';
import {
  EVENT_LAYOUT,
  type EventSequences,
  SESSION_KEYS,
  SESSION_LAYOUT,
  type SessionColumns,
  type StoredColumns,
  StoredEvents,
  StoredSessions,
} from './events';
import { boundsOf, type StoredView } from './make';
import { type PartRules, stitchPart } from './part';
import { type Block, type Piece, Pieces } from './pieces';

export interface Restitching extends Omit<PartRules, 'ties'> {
  readonly folder: RangesFolder;
}

/** `sequences` lies in files. `onShare` hears how much is done, 0 to 1. */
export async function restitchStored(
  { offsets, extent }: EventSequences,
  stored: Pieces<StoredColumns>,
  making: Restitching,
  onShare: (share: number) => void,
): Promise<StoredView> {
  const { folder } = making;
  const persons = offsets.length - 1;
  const bounds = boundsOf(offsets, folder.rowsPerPart);
  const [eventFile, sessionFile] = [folder.create(), folder.create()];
  const starts = sharedArrays.u32(persons + 1);
  const blocks: { events: Block[]; sessions: Block[] } = { events: [], sessions: [] };
  const pieces: { events: Piece[]; sessions: Piece[] } = { events: [], sessions: [] };
  let total = 0;
  for (const [at, first] of bounds.slice(0, -1).entries()) {
    const last = bounds[at + 1] as number;
    const [from, to] = [offsets[first] as number, offsets[last] as number];
    const own = offsets.slice(first, last + 1).map((offset) => offset - from);
    const rows = {
      time: stored.read('time', from, to),
      eid: stored.read('eid', from, to),
      traits: stored.read('traits', from, to),
      hint: stored.read('hint', from, to),
      page: stored.read('page', from, to),
    };
    const part = await stitchPart(rows, own, making);
    for (let person = first; person <= last; person++) {
      starts[person] = total + (part.starts[person - first] as number);
    }
    // The events of a part may lie in several places, but their sessions lie together.
    const written = eventFile.append({ session: part.session });
    let row = 0;
    for (const piece of stored.slice(from, to, 0)) {
      pieces.events.push({ ...piece, block: blocks.events.length, shift: total });
      const before = ensure(stored.data.blocks[piece.block], 'block');
      blocks.events.push(withSessions(before, written, row - piece.from));
      row += piece.length;
    }
    const { length } = part.sessions;
    const columns = Object.fromEntries(SESSION_KEYS.map((key): [string, Column] => [key, part.sessions[key]]));
    if (length > 0) pieces.sessions.push({ block: blocks.sessions.length, from: 0, length, shift: first });
    if (length > 0) blocks.sessions.push(sessionFile.append(columns));
    total += length;
    onShare((at + 1) / (bounds.length - 1));
    await giveWay();
  }
  return {
    sequences: new StoredEvents(
      Pieces.of<StoredColumns>(
        { layout: stored.data.layout, shifted: 'session', blocks: blocks.events },
        pieces.events,
        [...stillRead(stored.owners, blocks.events), eventFile.file],
      ),
      offsets,
      extent,
    ),
    sessions: new StoredSessions(
      Pieces.of<SessionColumns>(
        { layout: SESSION_LAYOUT, shifted: 'person', blocks: blocks.sessions },
        pieces.sessions,
        [sessionFile.file],
      ),
      starts,
    ),
  };
}

/** A block whose sessions are those of another, of which the rows begin so many later. */
function withSessions(block: Block, sessions: Block, rows: number): Block {
  const { session: _before, ...others } = block.only ?? {};
  const value = sessions.only?.['session'];
  if (value !== undefined) return { ...block, only: { ...others, session: value } };
  const session = ensure(sessions.at['session'], 'sessions') + rows * WIDTH[EVENT_LAYOUT.session];
  return { ...block, at: { ...block.at, session }, elsewhere: { session: sessions.fd }, only: others };
}

/** Files that other sessions lay in may go. */
function stillRead(owners: readonly object[], blocks: readonly Block[]): object[] {
  const read = new Set(blocks.flatMap(({ fd, elsewhere }) => [fd, ...Object.values(elsewhere ?? {})]));
  return owners.filter((owner) => !(owner instanceof OpenFile) || read.has(owner.fd));
}
