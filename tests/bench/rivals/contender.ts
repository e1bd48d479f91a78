/** One engine with the events loaded, put to every question: what each runs as, in a process of its own. */
import type { Answer, Question } from './questions';

export interface Timed {
  readonly answer: Answer;
  /** First time, nothing cached but what loading left. */
  readonly firstMs: number;
  /** Median of five more. */
  readonly warmMs: number;
}

export interface Contender {
  /** Asks once; `round` grows with each. */
  ask(question: Question, round: number): Promise<Answer>;
  close(): Promise<void>;
}

export interface Report {
  readonly loadMs: number;
  readonly timed: readonly (Timed | { readonly failed: string })[];
  /** MB. */
  readonly residentAfterLoad: number;
  readonly residentPeak: number;
}

const ROUNDS = 5;
const megabytes = (): number => process.memoryUsage().rss / 1024 ** 2;

/** Loads, asks every question six times, and closes. */
export async function compete(open: () => Promise<Contender>, questions: readonly Question[]): Promise<Report> {
  const [loadMs, contender] = await time(open);
  const residentAfterLoad = megabytes();
  let residentPeak = residentAfterLoad;
  const timed: (Timed | { failed: string })[] = [];
  let round = 0;
  for (const question of questions) {
    try {
      const [firstMs, answer] = await time(() => contender.ask(question, round++));
      const warm: number[] = [];
      for (let i = 0; i < ROUNDS; i++) warm.push((await time(() => contender.ask(question, round++)))[0]);
      timed.push({ answer, firstMs, warmMs: warm.sort((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN });
    } catch (error) {
      timed.push({ failed: error instanceof Error ? error.message : String(error) });
    }
    residentPeak = Math.max(residentPeak, megabytes());
  }
  await contender.close();
  return { loadMs, timed, residentAfterLoad, residentPeak };
}

async function time<T>(work: () => Promise<T>): Promise<[ms: number, value: T]> {
  const started = performance.now();
  const value = await work();
  return [performance.now() - started, value];
}
