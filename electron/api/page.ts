/**
 * Serves the built renderer: files of one folder and nothing else, with the content policy that both hosts share.
 * A path is proven to lie in the folder after links are followed.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';

/** Must be fetched with exactly these types: browsers refuse wasm and module scripts otherwise. */
const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
};

const NONCE_PLACE = '%CSP_NONCE%';

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
};

/** The page may load from its own origin alone; `nonce` is for the style elements that it makes itself. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The file at a URL path of the page, or undefined where there is none. `/` is `index.html`. */
export async function servePage(dir: string, urlPath: string): Promise<Response | undefined> {
  const path = await provenPath(dir, urlPath === '/' ? '/index.html' : urlPath);
  if (path === undefined) return undefined;
  const type = MIME[extname(path)] ?? 'application/octet-stream';
  if (path.endsWith('.html')) return serveHtml(path, type);
  const { size } = await stat(path);
  // The build puts a hash of the content in every name below assets/.
  const cache = urlPath.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
    headers: { ...SECURITY_HEADERS, 'content-type': type, 'content-length': String(size), 'cache-control': cache },
  });
}

async function serveHtml(path: string, type: string): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const html = (await readFile(path, 'utf8')).replaceAll(NONCE_PLACE, nonce);
  return new Response(html, {
    headers: {
      ...SECURITY_HEADERS,
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
    },
  });
}

/** The file's real path, only where it lies in the real `dir`. */
async function provenPath(dir: string, urlPath: string): Promise<string | undefined> {
  try {
    const decoded = decodeURIComponent(urlPath);
    if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
    const [root, path] = await Promise.all([realpath(dir), realpath(join(dir, decoded))]);
    if (!path.startsWith(root + sep) || !(await stat(path)).isFile()) return undefined;
    return path;
  } catch {
    // No such file, or a path that cannot be decoded: for the asker both are «not found».
    return undefined;
  }
}
