import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from '../../../electron/collector/client-address';

const addressOf = (remoteAddress: string | undefined, forwarded?: string): string | undefined =>
  clientAddress({
    socket: { remoteAddress } as IncomingMessage['socket'],
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  });

test.each(['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(addressOf(address)).toBe('127.0.0.1');
});

test('what this machine passes on says for whom', () => {
  expect(addressOf('::1', '203.0.113.9, 10.0.0.1')).toBe('203.0.113.9');
  expect(addressOf('127.0.0.1', '203.0.113.9:5123')).toBe('203.0.113.9');
  expect(addressOf('127.0.0.1', '[2001:DB8::1]:443')).toBe('2001:db8::1');
  expect(addressOf('127.0.0.1', '::1')).toBe('127.0.0.1');
  expect(addressOf('127.0.0.1', '<script>')).toBe('127.0.0.1');
  expect(addressOf('127.0.0.1', '')).toBe('127.0.0.1');
});

test('from elsewhere the header is not believed', () => {
  expect(addressOf('192.0.2.7', '203.0.113.9')).toBe('192.0.2.7');
  expect(addressOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  expect(addressOf('fe80::1%eth0')).toBe('fe80::1');
});

test('a socket that is gone has none', () => {
  expect(addressOf(undefined)).toBeUndefined();
});
