/** A review as it is being set up. */
import { freshKey } from '@/features/research/review/answers';
import type { Question, Review } from '@/features/research/review/api';

export interface Setup {
  name: string;
  description: string;
  questions: Question[];
  /** User names. */
  reviewers: string[];
  adjudicator: string | null;
}

export function setupOf(review: Review | undefined, first: string): Setup {
  if (!review) {
    return {
      name: '',
      description: '',
      questions: [{ key: 'q1', kind: 'yes_no', text: first, options: [], required: true }],
      reviewers: [],
      adjudicator: null,
    };
  }
  const { name, description, questions, reviewers, adjudicator } = review;
  return { name, description, questions, reviewers, adjudicator };
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
    reviewers: setup.reviewers,
    adjudicator: setup.adjudicator,
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
