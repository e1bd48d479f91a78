/** `<workspace>/tracking-plan.json`, read again only where it changed: people edit it by hand and by git. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, type Result } from '../../../shared/base/result';
import { PLAN_FILE, readPlan, type TrackingPlan } from '../../../shared/plan/document';
import { tidyPlan } from '../../../shared/plan/edit';
import { compilePlan, type PlanJudge } from '../../../shared/plan-check/compile-plan';
import type { Json } from '../../../shared/model/json';
import { stampOf } from '../../disk/stamp';
import { writeDocument } from '../store/document';

/** The file as it was at the last look. */
export interface PlanLook {
  readonly stamp: string;
  readonly plan?: TrackingPlan;
  readonly judge?: PlanJudge;
  /** Why the file cannot be used. */
  readonly problem?: string;
}

const NO_FILE: PlanLook = { stamp: 'none' };
/** A file beyond it is something else. */
const MAX_BYTES = 20 * 2 ** 20;

export class PlanFile {
  private kept: PlanLook = NO_FILE;

  constructor(private readonly workspaceDir: string) {}

  get last(): PlanLook {
    return this.kept;
  }

  /** Sees the file as it is now. */
  async look(): Promise<PlanLook> {
    const stamp = await stampOf(this.path());
    if (stamp === undefined) this.kept = NO_FILE;
    else if (stamp !== this.kept.stamp) this.kept = { stamp, ...(await this.read()) };
    return this.kept;
  }

  async write(plan: TrackingPlan): Promise<PlanLook> {
    await writeDocument(this.path(), tidyPlan(plan));
    return this.look();
  }

  async remove(): Promise<PlanLook> {
    await rm(this.path(), { force: true });
    return this.look();
  }

  private path(): string {
    return join(this.workspaceDir, PLAN_FILE);
  }

  private async read(): Promise<Omit<PlanLook, 'stamp'>> {
    const judged = understood(await this.text());
    return judged.ok ? judged.value : { problem: `${PLAN_FILE}: ${judged.error}` };
  }

  private async text(): Promise<Result<string, string>> {
    try {
      const text = await readFile(this.path(), 'utf8');
      if (text.length > MAX_BYTES) return err('It is larger than 20 MB, which no plan is.');
      return { ok: true, value: text };
    } catch (error) {
      return err(`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
}

function understood(text: Result<string, string>): Result<{ plan: TrackingPlan; judge: PlanJudge }, string> {
  if (!text.ok) return text;
  let value: Json;
  try {
    value = JSON.parse(text.value) as Json;
  } catch (error) {
    return err(`It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const plan = readPlan(value);
  if (!plan.ok) return plan;
  const judge = compilePlan(plan.value);
  return judge.ok ? { ok: true, value: { plan: plan.value, judge: judge.value } } : judge;
}
