/** Rejects: found by reason, shown at the place, put right and sent again, taken out as a file. */
import { readFileSync } from 'node:fs';
import { expect, test } from '../support/workbench';

const post = (url: string, body: string): Promise<Response> => fetch(url, { method: 'POST', body });

test('a reject is put right and becomes its event; its neighbours stay as they are', async ({ bench }) => {
  const { page, host, complaints } = bench;
  const body = {
    batch: [
      { type: 'track', event: 'Kept', userId: 'ana' },
      { type: 'track', userId: 'ana', properties: { plan: 'pro' } },
    ],
  };
  await post(`${host.url}/v1/batch`, JSON.stringify(body));
  await page.goto(`${page.url().split('#')[0] ?? ''}#/live`);
  await page.getByRole('button', { name: 'Rejected 1' }).click();
  const list = page.getByRole('grid', { name: 'Rejected' });
  await expect(list).toContainText('Event name missing');
  await list.getByText('Event name missing').click();
  const panel = page.getByRole('dialog');
  await expect(panel).toContainText('Segment’s specification requires a name');
  await expect(panel).toContainText('event is missing here');
  await expect(panel.locator('.cm-place').first()).toBeVisible();
  await expect(panel.getByRole('textbox', { name: 'The body' })).not.toContainText('Kept');
  await panel.getByRole('button', { name: 'Send again' }).click();
  await expect(panel.getByRole('alert')).toContainText('batch[0].event');
  const editor = panel.getByRole('textbox', { name: 'The body' });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"batch": [{"type": "track", "event": "Mended", "userId": "ana" ');
  await expect(panel).toContainText('is not JSON');
  await page.keyboard.insertText('}]}');
  await panel.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('All rejects are repaired')).toBeVisible();
  await panel.getByRole('button', { name: 'Open the event' }).click();
  await expect(page).toHaveURL(/#\/live\?eid=1/);
  await expect(page.getByRole('dialog')).toContainText('Mended');
  const events = await host.call('events.recent', { limit: 10 });
  expect(events.map(({ event }) => event)).toEqual(['Mended', 'Kept']);
  expect(complaints).toEqual([]);
});

test('rejects are narrowed by reason, appear as they come, and go out as lines', async ({ bench }) => {
  const { page, host } = bench;
  await page.goto(`${page.url().split('#')[0] ?? ''}#/rejects`);
  await expect(page.getByText('Nothing was rejected')).toBeVisible();
  await post(`${host.url}/ingest`, '[{"event": "a", "distinct_id": "ana"},\n  {"event": }]');
  const list = page.getByRole('grid', { name: 'Rejected' });
  await expect(list).toContainText('Body not understood');
  await post(`${host.url}/ingest`, JSON.stringify([{ distinct_id: 'ana' }, { distinct_id: 'ben' }]));
  await expect(list.getByRole('row')).toHaveCount(4);
  await list.getByText('Body not understood').click();
  await expect(page.getByRole('dialog')).toContainText('Line 2, column 13');
  await page.keyboard.press('Escape');
  const reasons = page.getByRole('complementary', { name: 'Reasons' });
  await reasons.getByRole('button', { name: 'Event name missing 2' }).click();
  await expect(list.getByRole('row')).toHaveCount(3);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export JSONL' }).click();
  const lines = readFileSync(await (await downloading).path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { code: string }).code)).toEqual([
    'missing_event_name',
    'missing_event_name',
  ]);
});
