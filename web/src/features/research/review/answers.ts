/** Answers in words. */
import type { TFunction } from 'i18next';
import type { Answer, Kind, Question } from '@/features/research/review/api';

export const KINDS: Kind[] = ['yes_no', 'one', 'several', 'number', 'date', 'text'];

export function answerText(t: TFunction<'review'>, question: Question, answer: unknown): string {
  if (answer === null || answer === undefined) return t('noAnswer');
  if (question.kind === 'yes_no') return t(`answer.${answer as 'yes'}`);
  return Array.isArray(answer) ? answer.join(', ') : String(answer);
}

/** Whether nothing that must be answered is left. */
export function isComplete(
  questions: Question[],
  answers: Record<string, Answer>,
  asked = questions.map(({ key }) => key),
): boolean {
  return questions.every(({ key, required }) => !required || !asked.includes(key) || key in answers);
}

/** A key for a new question that none of the others has. */
export function freshKey(questions: { key: string }[]): string {
  const taken = new Set(questions.map(({ key }) => key));
  let number = questions.length + 1;
  while (taken.has(`q${number}`)) number += 1;
  return `q${number}`;
}
