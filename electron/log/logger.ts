/**
 * The one way any process of Waymark writes down what it did: JSON lines in a file that rotates, so that a log never
 * fills a disk. Two promises: no event contents above `debug`, and no secret at any level (values under the names in
 * {@link SECRET_FIELDS} are replaced before they are written).
 */
import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { createStream } from 'rotating-file-stream';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  /** May carry event contents; off unless asked for. */
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** An error goes under `err`; its stack and causes are kept. */
  error(message: string, fields?: LogFields): void;
  /** Writes what is pending and lets go of the file. Later lines are lost. */
  close(): Promise<void>;
}

const SECRET_FIELDS = ['token', 'authorization', 'cookie', 'password', 'secret'];
const MAX_FILE_SIZE = '10M';
const MAX_FILES = 5;

/**
 * Opens `<dir>/<name>.log` (making the folder), keeping at most five rotated files of 10 MB beside it. Trouble with
 * the file (a full disk) never stops the program: it is said once on standard error.
 */
export function createLogger(dir: string, level: LogLevel, name: string): Logger {
  mkdirSync(dir, { recursive: true });
  const file = createStream(
    (time, index) =>
      time === null
        ? `${name}.log`
        : `${name}.${new Date(time).toISOString().slice(0, 19).replaceAll(':', '-')}.${index ?? 1}.log`,
    { path: dir, size: MAX_FILE_SIZE, maxFiles: MAX_FILES, history: `.${name}.history` },
  );
  let complained = false;
  file.on('error', (error: Error) => {
    if (complained) return;
    complained = true;
    process.stderr.write(`Waymark cannot write its log in ${dir}: ${error.message}\n`);
  });
  const log = pino(
    {
      name,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[kept out]' },
    },
    file,
  );
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
    close: () =>
      new Promise((resolve) => {
        // After trouble with the file, `end` never calls back.
        if (complained || file.destroyed) resolve();
        else file.end(() => resolve());
      }),
  };
}

/** Says nothing: for parts that log, where nobody reads. */
export const SILENT_LOGGER: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  close: () => Promise.resolve(),
};
