/** A review as it is being set up. */
import { freshKey } from '@/features/research/review/answers';
import type { Question, Review } from '@/features/research/review/api';

export interface Setup {
  name: string;
  description: string;
  questions: Question[];
  /** User names as they are typed, apart by commas or spaces. */
  reviewers: string;
  adjudicator: string;
}

export function setupOf(review: Review | undefined, first: string): Setup {
  if (!review) {
    return {
      name: '',
      description: '',
      questions: [{ key: 'q1', kind: 'yes_no', text: first, options: [], required: true }],
      reviewers: '',
      adjudicator: '',
    };
  }
  const { name, description, questions, reviewers, adjudicator } = review;
  return { name, description, questions, reviewers: reviewers.join(', '), adjudicator: adjudicator ?? '' };
}

export function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** What the server takes of it. */
export function sentOf(setup: Setup) {
  return {
    name: setup.name.trim(),
    description: setup.description.trim(),
    questions: setup.questions.map((question) => ({
      ...question,
      text: question.text.trim(),
      options: question.kind === 'one' || question.kind === 'several' ? question.options.filter(Boolean) : [],
    })),
    reviewers: namesIn(setup.reviewers),
    adjudicator: setup.adjudicator.trim() || null,
  };
}

export function withQuestion(questions: Question[]): Question[] {
  return [...questions, { key: freshKey(questions), kind: 'yes_no', text: '', options: [], required: true }];
}

/** Whether everything that is needed is there; the server says what else is wrong. */
export function isReady(setup: Setup): boolean {
  const { name, questions, reviewers } = sentOf(setup);
  return (
    name !== '' && reviewers.length > 0 && questions.length > 0 && questions.every(({ text }) => text !== '')
  );
}
