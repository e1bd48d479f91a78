/**
 * The certificate by which this machine serves HTTPS to itself: made here, kept in one folder with its key readable by
 * its owner alone, made anew a month before it ends or when it lacks a name. It certifies nothing but servers of these
 * names, so that whoever trusts it trusts nothing more.
 */
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { LocalCertificate } from '../../shared/contract/listening';
import { PRIVATE_MODE, replaceFile } from '../disk/replace-file';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** What people trust, as a file. */
  readonly path: string;
}

const DAY_MS = 24 * 3600 * 1000;
/** What browsers accept at most is 398 days. */
const VALID_DAYS = 397;
const RENEW_DAYS = 30;
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'];
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** The certificate in `folder` for this machine's local names and `more`, made where there is none that will do. */
export async function ensureCertificate(
  folder: string,
  more: readonly string[] = [],
  now: number = Date.now(),
): Promise<Certificate> {
  const path = join(folder, 'https-certificate.pem');
  const keyPath = join(folder, 'https-key.pem');
  const names = [...new Set([...LOCAL_NAMES, ...more])];
  const kept = await readKept(path, keyPath);
  if (kept !== undefined && serves(kept, names, now)) return { ...kept, path };
  const made = await make(names, now);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The key first: a certificate without its key would not be taken for one that serves.
  await replaceFile(keyPath, made.key, PRIVATE_MODE);
  await replaceFile(path, made.cert, PRIVATE_MODE);
  return { ...made, path };
}

/** What people hold it against where they are asked whether they trust it. */
export function describeCertificate({ path, cert }: Pick<Certificate, 'path' | 'cert'>): LocalCertificate {
  const { fingerprint256, validTo } = new X509Certificate(cert);
  return { path, pem: cert, fingerprint: fingerprint256, validTo: Date.parse(validTo) };
}

type Pair = Pick<Certificate, 'key' | 'cert'>;

async function readKept(path: string, keyPath: string): Promise<Pair | undefined> {
  try {
    return { cert: await readFile(path, 'utf8'), key: await readFile(keyPath, 'utf8') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether it is whole, its key its own, its end far enough and its names enough. */
function serves({ cert, key }: Pair, names: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(certificate.validFrom) <= now &&
      Date.parse(certificate.validTo) > now + RENEW_DAYS * DAY_MS &&
      names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
    );
  } catch {
    // Not a certificate or not a key: another one is made.
    return false;
  }
}

async function make(names: readonly string[], now: number): Promise<Pair> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // Positive and never the same: Firefox refuses a second certificate of one issuer with the serial of the first.
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      name: 'CN=Waymark on this machine',
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + (VALID_DAYS - 1) * DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
      ],
    },
    webcrypto as unknown as typeof globalThis.crypto,
  );
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
