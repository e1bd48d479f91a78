import { expect, test } from 'vitest';
import { readBlobHead } from '../../../renderer/workers/quicklook/read-blob';
import { readJsonLines } from '../../../renderer/workers/quicklook/read-json-lines';

test('nested objects become dot paths, lists stay JSON, missing values are missing', () => {
  const { names, columns, rowCount, broken } = readJsonLines(
    '{"id":17244207336123456789,"actor":{"id":7,"name":"ann"},"tags":["a","b"],"ok":true}\n\n{"id":2,"note":null,"actor":{"id":8}}\n',
  );
  expect(names).toEqual(['id', 'actor.id', 'actor.name', 'tags', 'ok']);
  expect(columns.map((column) => column[1])).toEqual(['2', '8', null, null, null]);
  expect(columns[3]?.[0]).toBe('["a","b"]');
  expect([rowCount, broken]).toEqual([2, 0]);
});

test('broken lines and lines that are no object are counted, the rest is read', () => {
  const { rowCount, broken, columns } = readJsonLines('{"a":1}\n{"a":\n[1,2]\n"text"\n{"a":2}');
  expect([rowCount, broken]).toEqual([2, 3]);
  expect(columns).toEqual([['1', '2']]);
});

test('columns without end are cut off and counted', () => {
  const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`c${index}`, index]));
  const { names, hiddenColumns } = readJsonLines(JSON.stringify(wide));
  expect(names).toHaveLength(400);
  expect(hiddenColumns).toBe(100);
});

test('a large file is cut after a whole line', async () => {
  const head = await readBlobHead(new Blob(['a,b\n1,2\n3,4\n']), 'x.csv', 10);
  expect(new TextDecoder().decode(head.bytes)).toBe('a,b\n1,2\n');
  expect([head.readBytes, head.totalBytes]).toEqual([8, 12]);
});

test('a packed file is unpacked', async () => {
  const packed = await new Response(
    new Blob(['a,b\n1,2\n']).stream().pipeThrough(new CompressionStream('gzip')),
  ).blob();
  const head = await readBlobHead(packed, 'x.csv.gz', 1000);
  expect(new TextDecoder().decode(head.bytes)).toBe('a,b\n1,2\n');
  expect(head.readBytes).toBe(head.totalBytes);
});
