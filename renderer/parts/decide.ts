/** Decisions about persons: made, taken back, told in the corner. What is on screen is asked for again after each. */
import type { Decision, DraftDecision } from '../../shared/model/identity';
import type { AppError } from '../../shared/contract/errors';
import type { Result } from '../../shared/base/result';
import { call } from '../data/client';
import { coordinator } from '../data/runtime';
import { toast } from '../ui/toast-store';
import { DECISION_WORDS, decisionWords } from './identity-words';

/** Stores a decision and offers to take it back. */
export async function decide(draft: DraftDecision): Promise<Result<Decision, AppError>> {
  const answer = await call('identity.decide', { decision: draft });
  if (!answer.ok) return answer;
  coordinator.invalidate();
  const decision = answer.value;
  toast({
    tone: 'good',
    title: DECISION_WORDS[decision.kind].name,
    text: `${decisionWords(decision)}.`,
    action: { label: 'Undo', run: () => void undoDecision(decision) },
  });
  return answer;
}

export async function undoDecision(decision: Decision): Promise<void> {
  const answer = await call('identity.undo', { decision: decision.id });
  if (answer.ok) {
    coordinator.invalidate();
    toast({ tone: 'good', title: 'Taken back', text: `Until now: ${decisionWords(decision)}.` });
  } else if (answer.error.code !== 'cancelled') {
    toast({ tone: 'bad', title: 'The decision could not be taken back', text: answer.error.message });
  }
}
