import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportMap } from '../../../shared/formats/import-map';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

const MAP: ImportMap = { time: { column: 'ts' }, event: { column: 'event' }, distinctId: { column: 'user_id' } };

const stored = async () => {
  const events = await test.engine.json['events.recent']({ limit: 1000 }, neverAborted());
  return events.reverse();
};
const rejects = async () => (await test.engine.json['rejects.recent']({ limit: 1000 }, neverAborted())).rows.reverse();

describe('a CSV file', () => {
  const DIRTY = [
    'user_id,event,ts,n,note',
    'a,"x\ny",2026-01-01T00:00:00Z,1,ok',
    '',
    'b,z,2026-01-02,2,"a,b",extra',
    'c,w,,3,',
    'd,w,notatime,4,',
    ',w,2026-01-01,5,',
    'e,,2026-01-01,6,',
    'f,w,1767225600,7,"{""k"":1}"',
    'g,w,2026-01-01 10:00:00+02,8,true',
    '',
  ].join('\n');

  it('gives its good rows, and each bad one with its line and reason', async () => {
    const report = await test.importText('dirty.csv', DIRTY, MAP);
    expect(report).toMatchObject({ files: 1, rows: 8, imported: 3, duplicates: 0, rejected: 5 });
    expect((await rejects()).map(({ code, place }) => [code, place])).toEqual([
      ['missing_time', 'dirty.csv:6'],
      ['invalid_time', 'dirty.csv:7'],
      ['missing_id', 'dirty.csv:8'],
      ['missing_event_name', 'dirty.csv:9'],
      ['malformed_row', 'dirty.csv:5'],
    ]);
    expect((await stored()).map(({ event, distinct_id, timestamp }) => [event, distinct_id, timestamp])).toEqual([
      ['x\ny', 'a', Date.UTC(2026, 0, 1)],
      ['w', 'f', Date.UTC(2026, 0, 1)],
      ['w', 'g', Date.UTC(2026, 0, 1, 8)],
    ]);
  });

  it('changes nothing when imported again, rejects included', async () => {
    await test.importText('dirty.csv', DIRTY, MAP);
    const again = await test.importText('dirty.csv', DIRTY, MAP);
    expect(again).toMatchObject({ imported: 0, duplicates: 3 });
    expect((await stored()).length).toBe(3);
    expect((await rejects()).length).toBe(5);
  });

  it('keeps equal rows as separate events', async () => {
    const text = 'user_id,event,ts\na,x,2026-01-01\na,x,2026-01-01\nb,x,2026-01-01\n';
    expect(await test.importText('equal.csv', text, MAP)).toMatchObject({ imported: 3 });
    expect(await test.importText('more.csv', `${text}a,x,2026-01-01\n`, MAP)).toMatchObject({
      imported: 1,
      duplicates: 3,
    });
  });

  it('takes numbers and booleans as such, ids and leading zeros as text, empty cells as missing', async () => {
    const text =
      'user_id,event,ts,amount,zip,order_id,flag,meta,gone\n007,x,2026-01-01,1.50,01234,17,TRUE,"{""a"":1}",\n8,x,2026-01-01,2,55555,18,false,[1],\n';
    await test.importText('types.csv', text, MAP);
    const [first, second] = await stored();
    expect(first?.distinct_id).toBe('007');
    expect(first?.properties).toEqual({ amount: 1.5, zip: '01234', order_id: '17', flag: true, meta: { a: 1 } });
    expect(second?.properties).toEqual({ amount: 2, zip: '55555', order_id: '18', flag: false, meta: [1] });
  });

  it('reads semicolons, a byte order mark, local times across a clock change, split date and time', async () => {
    const text =
      '\uFEFFNutzer;Aktion;Tag;Uhr\n1;kauf;2026-03-29;01:30:00\n1;"a;b";2026-03-29;03:30:00\n2;kauf;2026-10-25;01:30:00\n';
    await test.importText('de.csv', text, {
      time: { columns: ['Tag', 'Uhr'], timezone: 'Europe/Berlin' },
      event: { column: 'Aktion' },
      distinctId: { column: 'Nutzer' },
    });
    expect((await stored()).map(({ event, timestamp }) => [event, new Date(timestamp).toISOString()])).toEqual([
      ['kauf', '2026-03-29T00:30:00.000Z'],
      ['a;b', '2026-03-29T01:30:00.000Z'],
      ['kauf', '2026-10-24T23:30:00.000Z'],
    ]);
  });

  it.each([
    ['epoch_s', '1767225600.25', 1_767_225_600_250],
    ['epoch_ms', '1767225600250', 1_767_225_600_250],
    ['epoch_us', '1767225600250000', 1_767_225_600_250],
    ['%d.%m.%Y %H:%M', '01.01.2026 00:00', 1_767_225_600_000],
  ])('reads times as %s', async (format, text, expected) => {
    await test.importText('t.csv', `user_id,event,ts\na,x,${text}\n`, { ...MAP, time: { column: 'ts', format } });
    expect((await stored())[0]?.timestamp).toBe(expected);
  });

  it('does nothing with names and cells that are SQL', async () => {
    const text = `user_id,event,ts,"x'); DROP TABLE events; --","a""b"\n'; DELETE FROM events; --,x,2026-01-01,1,2\n`;
    await test.importText('evil.csv', text, MAP);
    const [event] = await stored();
    expect(event?.distinct_id).toBe("'; DELETE FROM events; --");
    expect(event?.properties).toEqual({ "x'); DROP TABLE events; --": 1, 'a"b': 2 });
  });

  it('keeps rows that are not UTF-8 as rejects', async () => {
    const bytes = Buffer.concat([
      Buffer.from('user_id,event,ts\n'),
      Buffer.from([0xe4]),
      Buffer.from(',x,2026-01-01\nb,y,2026-01-01\n'),
    ]);
    expect(await test.importText('latin.csv', bytes, MAP)).toMatchObject({ imported: 1, rejected: 1 });
    expect((await rejects())[0]?.message).toBe('The line is not valid UTF-8.');
  });

  it('is read from gzip as well, with the same ids', async () => {
    const text = 'user_id,event,ts\na,x,2026-01-01\n\nb,x,never\n';
    expect(await test.importText('packed.csv.gz', gzipSync(text), MAP)).toMatchObject({ imported: 1, rejected: 1 });
    expect((await rejects())[0]?.place).toBe('packed.csv.gz:4');
    expect(await test.importText('plain.csv', text, MAP)).toMatchObject({ imported: 0, duplicates: 1 });
  });

  it('leaves out rows on purpose where the map says so', async () => {
    const text = 'user_id,event,ts,keep\na,x,2026-01-01,1\nb,x,2026-01-01,\n';
    expect(await test.importText('skip.csv', text, { ...MAP, skipWhere: 'keep' })).toMatchObject({
      imported: 1,
      skipped: 1,
      rejected: 0,
    });
  });
});

describe('JSON lines', () => {
  it('give every good line; blank ones count for line numbers; a last line cut short is said to be', async () => {
    const text = [
      '{"user_id":1,"event":"a","ts":1767225600000,"properties":{"x":1},"extra":[1,2],"who":{"id":"n1"}}',
      '',
      '{"broken',
      '[1]',
      '{"user_id":"2","event":"b"}',
      '{"user_id":"2","event":"b","ts":"2026-01-0',
    ].join('\n');
    const report = await test.importText('b.jsonl', text, MAP);
    expect(report).toMatchObject({ imported: 1, rejected: 4 });
    expect((await rejects()).map(({ code, place }) => [code, place])).toEqual([
      ['malformed_row', 'b.jsonl:3'],
      ['malformed_row', 'b.jsonl:4'],
      ['missing_time', 'b.jsonl:5'],
      ['truncated_file', 'b.jsonl:6'],
    ]);
    const [event] = await stored();
    expect(event).toMatchObject({
      event: 'a',
      distinct_id: '1',
      properties: { x: 1, extra: [1, 2], who: { id: 'n1' } },
    });
  });

  it.each<[string, Partial<ImportMap>]>([
    ['by their own fields', {}],
    ['with a name for one of them', { rename: { beside: 'Beside' } }],
    ['with fields that differ in capitals alone', { userId: { column: 'TS' } }],
  ])('are read strictly, whatever the parser lets pass, %s', async (_how, more) => {
    const lines = [
      '"user_id":"a","properties":{"x":NaN,"y":"NaN","z":[1,-Infinity,],}',
      '"user_id":"NaN","properties":{"x":"Infinity"}',
      '"user_id":NaN,"properties":{"x":1}',
      '"user_id":"b","properties":{"x":1},"beside":nAn,"also":[inf]',
      '"user_id":"c","properties":"{not an object","beside":1,',
      '"user_id":"d","properties":null',
      '"user_id":"e","properties":{"x":null,"y":{"z":null}}',
    ].map((line) => `{"event":"a","ts":1767225600000,${line}}`);
    expect(await test.importText('strict.jsonl', lines.join('\n'), { ...MAP, ...more })).toMatchObject({
      imported: 6,
      rejected: 1,
    });
    const beside = more.rename?.['beside'] ?? 'beside';
    expect((await stored()).map(({ distinct_id, properties }) => [distinct_id, properties])).toEqual([
      ['a', { y: 'NaN', z: [1, null] }],
      ['NaN', { x: 'Infinity' }],
      ['b', { x: 1, also: [null], ...(more.rename === undefined ? { beside: null } : {}) }],
      ['c', { properties: '{not an object', [beside]: 1 }],
      ['d', {}],
      ['e', { y: {} }],
    ]);
    expect((await rejects()).map(({ code, place }) => [code, place])).toEqual([['missing_id', 'strict.jsonl:3']]);
  });

  it('reach into nested objects by a dot path', async () => {
    await test.importText('n.jsonl', '{"actor":{"id":7},"type":"Push","at":"2026-01-01T00:00:00Z"}\n', {
      time: { column: 'at' },
      event: { column: 'type' },
      distinctId: { column: 'actor.id' },
    });
    expect((await stored())[0]).toMatchObject({ event: 'Push', distinct_id: '7', properties: { actor: { id: 7 } } });
  });
});

describe('files that are none of these', () => {
  it.each([
    ['empty.csv', '', 'empty.csv is empty.'],
    ['list.json', '[{"a":1}]', 'date or a time'],
    ['x.gz', Uint8Array.of(0x1f, 0x8b, 8, 0), 'cannot be unpacked'],
    ['x.zip', Buffer.from('PK\u0003\u0004'), 'zip archive'],
    ['x.bin', Uint8Array.of(65, 0, 66), 'not text'],
    ['x.parquet', Buffer.from('PAR1xxxx'), 'Parquet'],
  ])('%s is refused with a sentence', async (name, bytes, sentence) => {
    await expect(test.importText(name, bytes)).rejects.toThrow(sentence);
    expect((await stored()).length).toBe(0);
  });

  it('a file that is gone, a token nobody gave, a map for another file', async () => {
    await expect(test.importPath('/nowhere/gone.csv')).rejects.toThrow('gone.csv cannot be read');
    const run = test.engine.stream['import.run']({ files: ['unknown-token'], format: 'auto' }, neverAborted());
    await expect(run.next()).rejects.toThrow('no longer at hand');
    await expect(test.importText('a.csv', 'a,b\n1,2\n', MAP)).rejects.toThrow('no column «ts»');
  });
});

describe('an import that is taken back', () => {
  const LARGE = Array.from(
    { length: 250_000 },
    (_, i) => `u${i % 1000},x,2026-01-01 00:00:00.${String(i % 1000).padStart(3, '0')}`,
  );
  const start = async (signal: AbortSignal) => {
    await test.importText('kept.csv', 'user_id,event,ts\na,x,2026-01-01\n', MAP);
    const path = `${test.dir}/large.csv`;
    await writeFile(path, `user_id,event,ts\n${LARGE.join('\n')}\n`);
    test.engine.grant({ token: 'large-file', path, name: 'large.csv' });
    return test.engine.stream['import.run']({ files: ['large-file'], format: 'csv', map: MAP }, signal);
  };
  const expectOnlyKept = async (): Promise<void> => {
    expect((await stored()).map(({ distinct_id }) => distinct_id)).toEqual(['a']);
    const trends = await test.engine.json['insight.run'](
      { spec: { kind: 'trends', interval: 'day', series: [{ match: { event: '*' }, math: 'events' }] } },
      neverAborted(),
    );
    expect(trends).toMatchObject({ series: [{ total: 1 }] });
    await test.store({ event: 'later', distinct_id: 'a' });
    expect(await test.engine.json['workspace.info']({}, neverAborted())).toMatchObject({ events: 2 });
  };

  it('by its signal leaves nothing behind, and what was there before is still right', async () => {
    const controller = new AbortController();
    const progress = await start(controller.signal);
    const run = async (): Promise<void> => {
      for await (const each of progress) if (each.type === 'progress' && each.phase === 'storing') controller.abort();
    };
    await expect(run()).rejects.toThrow('cancelled');
    await expectOnlyKept();
  });

  it('by a reader who goes away leaves nothing behind either', async () => {
    let storing = 0;
    for await (const each of await start(neverAborted())) {
      if (each.type === 'progress' && each.phase === 'storing' && ++storing > 1) break;
    }
    expect(storing).toBe(2);
    await expectOnlyKept();
  });

  it('never takes out what an import before it stored that a crash kept from being recorded', async () => {
    await test.importText('crashed.csv', 'user_id,event,ts\nc,x,2026-01-01\n', MAP);
    await test.engine.close();
    const instance = await DuckDBInstance.create(join(test.dir, 'waymark.duckdb'));
    const connection = await instance.connect();
    await connection.run('DELETE FROM imports');
    connection.closeSync();
    instance.closeSync();
    test = await openTestEngine(test.dir);
    await expect(test.importText('bad.csv', 'a,b\n1,2\n', MAP)).rejects.toThrow('no column');
    expect((await stored()).map(({ distinct_id }) => distinct_id)).toEqual(['c']);
  });
});
