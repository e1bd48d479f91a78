/** For the test that reads the table. */
export declare const ALLOWED: Readonly<Record<string, readonly string[]>>;
