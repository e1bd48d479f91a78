/** `waymark validate`: events of files, or of the workspace, held against the tracking plan. Findings end with status 1. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../../shared/contract/errors';
import { PLAN_FILE, type TrackingPlan } from '../../../shared/plan/document';
import { type ViolationReport, ViolationBook, type Where } from '../../../shared/plan/violation-book';
import { compilePlan, type PlanJudge } from '../../../shared/plan-check/compile-plan';
import type { WorkspaceClient } from '../client';
import { isEventFile, readEventLines } from '../event-lines';
import { passingWorkspace } from '../passing-workspace';
import { readPlanFile } from '../plan-argument';
import { STANDARD_INPUT, takeStandardInput } from '../standard-input';
import { printJunit } from '../validate/junit';
import { printSummary } from '../validate/summary';
import type { Validated } from '../validate/validated';
import { EXIT, followImport, print, printJson, say } from '../terminal';

export interface ValidateOptions {
  readonly workspaceDir: string;
  /** A plan's file; absent: the workspace's own. */
  readonly plan?: string;
  readonly json: boolean;
  /** Where a JUnit report is written. */
  readonly junit?: string;
  /** Warnings end with status 1 too. */
  readonly strict: boolean;
}

type Connect = (workspaceDir: string) => Promise<WorkspaceClient>;

/** Gives the exit status. Without files, the events of the workspace are judged. */
export async function validate(files: readonly string[], options: ValidateOptions, connect: Connect): Promise<number> {
  const results =
    files.length === 0 ? [await validateWorkspace(options, connect)] : await validateFiles(files, options, connect);
  if (options.junit !== undefined) writeFileSync(options.junit, printJunit(results, { strict: options.strict }));
  if (options.json) printJson({ ok: !hasFindings(results, options.strict), results });
  else print(printSummary(results));
  return hasFindings(results, options.strict) ? EXIT.findings : 0;
}

const hasFindings = (results: readonly Validated[], strict: boolean): boolean =>
  results.some(({ report, unread }) => unread.count > 0 || report.errors > 0 || (strict && report.warnings > 0));

async function validateWorkspace({ workspaceDir, plan }: ValidateOptions, connect: Connect): Promise<Validated> {
  const named = plan === undefined ? undefined : readPlanFile(plan);
  const client = await connect(workspaceDir);
  try {
    return { name: workspaceDir, unread: { count: 0, examples: [] }, report: await judgedBy(client, named) };
  } finally {
    await client.close();
  }
}

async function judgedBy(client: WorkspaceClient, plan: TrackingPlan | undefined): Promise<ViolationReport> {
  for await (const step of client.stream('plan.validate', plan === undefined ? {} : { plan })) {
    if (step.type === 'done') return step.report;
  }
  return fail('internal', 'The validation ended without a report. The log folder of the workspace says more.');
}

async function validateFiles(
  files: readonly string[],
  options: ValidateOptions,
  connect: Connect,
): Promise<Validated[]> {
  const plan = readPlanFile(options.plan ?? ownPlan(options.workspaceDir));
  const judge = compilePlan(plan);
  if (!judge.ok) return fail('invalid_request', judge.error);
  const missing = files.find((file) => file !== STANDARD_INPUT && !existsSync(file));
  if (missing !== undefined) return fail('file_unreadable', `There is no file ${missing}.`);
  const input = files.includes(STANDARD_INPUT) ? await takeStandardInput() : undefined;
  try {
    const results: Validated[] = [];
    const others: Source[] = [];
    for (const name of new Set(files)) {
      const path = name === STANDARD_INPUT && input !== undefined ? input.path : name;
      if (await isEventFile(path)) results.push(await validateLines({ name, path }, judge.value));
      else others.push({ name, path });
    }
    if (others.length > 0) results.push(await validateImported(others, plan, connect));
    return results;
  } finally {
    input?.remove();
  }
}

function ownPlan(workspaceDir: string): string {
  const path = join(workspaceDir, PLAN_FILE);
  if (existsSync(path)) return path;
  return fail(
    'not_found',
    `There is no ${path}. Name a plan with --plan, or a workspace that has one with --workspace.`,
  );
}

const UNREAD_SHOWN = 20;

interface Source {
  /** What people call it. */
  readonly name: string;
  readonly path: string;
}

async function validateLines({ name, path }: Source, judge: PlanJudge): Promise<Validated> {
  const book = new ViolationBook();
  const unread: { count: number; examples: string[] } = { count: 0, examples: [] };
  for await (const line of readEventLines(path)) {
    const place = `${name}:${line.line}`;
    if ('problem' in line) {
      unread.count += 1;
      if (unread.examples.length < UNREAD_SHOWN) unread.examples.push(`${place}: ${line.problem}`);
      continue;
    }
    const { event, properties, more } = line.event;
    const where: Where = {
      place,
      ...textOf(more['event_id'], 'event_id'),
      ...textOf(more['distinct_id'], 'distinct_id'),
    };
    // The first ones are where people look first.
    book.add(event, judge.judge({ ...more, event, properties }), where, true);
  }
  return { name, unread, report: book.report() };
}

const textOf = <K extends string>(value: unknown, key: K): { readonly [P in K]?: string } =>
  typeof value === 'string' ? ({ [key]: value } as { readonly [P in K]: string }) : {};

/** Files of other formats are read as an import reads them, into a workspace that goes away again. */
async function validateImported(files: readonly Source[], plan: TrackingPlan, connect: Connect): Promise<Validated> {
  const workspace = passingWorkspace();
  try {
    const client = await connect(workspace.dir);
    try {
      const tokens: string[] = [];
      for (const { path } of files) tokens.push(await client.grant(path));
      const report = await followImport(client.stream('import.run', { files: tokens, format: 'auto' }));
      const examples = report.rejects.flatMap(({ reason, examples: places }) =>
        places.map(({ file, line }) => `${file}:${line}: ${reason}`),
      );
      if (report.duplicates > 0) say(`${report.duplicates} events are in the files twice and were judged once.`);
      const unread = { count: report.rejected, examples: examples.slice(0, UNREAD_SHOWN) };
      return { name: files.map(({ name }) => name).join(', '), unread, report: await judgedBy(client, plan) };
    } finally {
      await client.close();
    }
  } finally {
    workspace.remove();
  }
}
