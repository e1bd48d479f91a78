/** What a request asks for is the same read by hand as through `URL`. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetOf } from '../../../electron/collector/target';

const ask = (url: string, host?: string, socket: object = {}) =>
  targetOf({ url, headers: host === undefined ? {} : { host }, socket });

const throughUrl = (url: string, host: string) => {
  const { pathname, searchParams, origin, href } = new URL(`http://${host}/${url.replace(/^\/+/, '')}`);
  return { pathname, query: Object.fromEntries(searchParams), origin, href };
};

describe('the target of a request', () => {
  test.each([
    '/e/',
    '/i/v0/e',
    '/',
    '/e//',
    '//e',
    '/a/../b',
    '/a/.b',
    '/.',
    '/e?x=1&y=2',
    '/é',
    '/a%2e%2e/b',
    '/a\\b',
  ])('of %s is what URL makes of it', (url) =>
    expect(ask(url, 'localhost:8787')).toEqual(throughUrl(url, 'localhost:8787')),
  );

  test('of any plain or odd path is what URL makes of it', () => {
    const part = fc.oneof(fc.stringMatching(/^[\w.%~-]{0,6}$/), fc.string({ maxLength: 5 }), fc.constant('..'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const url = `/${parts.join('/')}`;
        expect(ask(url, 'localhost:80')).toEqual(throughUrl(url, 'localhost:80'));
      }),
    );
  });

  test('has the last of what its query says several times, and all of it beside', () => {
    expect(ask('/e?x=1&y=2&x=3', 'localhost')).toMatchObject({
      query: { x: '3', y: '2' },
      repeated: { x: ['1', '3'] },
    });
    expect(ask('/e?__proto__=1&__proto__=2', 'localhost')?.repeated?.['__proto__']).toEqual(['1', '2']);
    expect(ask('/e?x=1', 'localhost')).not.toHaveProperty('repeated');
  });

  test('is the path alone where a client takes us for its proxy', () => {
    expect(ask('http://shop.test:80/e/?x=1', 'localhost')).toEqual(ask('/e/?x=1', 'localhost'));
    expect(ask('https://shop.test', 'localhost')?.pathname).toBe('/');
    expect(ask('/http://shop.test/e', 'localhost')?.pathname).toBe('/http://shop.test/e');
  });

  test('has an origin that names the host in one way, and this machine where the header names none', () => {
    expect(ask('/e', 'LOCALHOST:80')?.origin).toBe('http://localhost');
    expect(ask('/e', '[::1]:8787')?.href).toBe('http://[::1]:8787/e');
    expect(ask('/e', 'evil/..')?.origin).toBe('http://127.0.0.1');
    expect(ask('/e')?.origin).toBe('http://127.0.0.1');
    expect(ask('/e', 'localhost', { encrypted: true })?.origin).toBe('https://localhost');
  });

  test('is none where the host is no address', () => {
    expect(ask('/e', '999.1.1.1')).toBeUndefined();
    expect(ask('/e', 'localhost:99999')).toBeUndefined();
  });
});
