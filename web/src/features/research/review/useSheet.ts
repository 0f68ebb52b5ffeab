import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  type Answer,
  type Answers,
  type Looked,
  patientQuery,
  saveAnswers,
} from '@/features/research/review/api';
import { ApiError } from '@/lib/api/problem';

/** Milliseconds without a change after which answers are kept. */
const PAUSE = 500;

export type Keeping = 'kept' | 'pending' | 'conflict' | 'failed';

interface Kept {
  answers: Answers;
  done: boolean;
  keeping: Keeping;
  error: unknown;
  /** What others may be seen to have answered, as of the last time anything was kept. */
  looked: Looked;
  set: (key: string, answer: Answer | null) => void;
  /** Keep everything, as complete or as not; true once it is. */
  finish: (done: boolean) => Promise<boolean>;
  /** Of two windows: keep what stands here, or show what the other has kept. */
  overwrite: () => void;
  reload: () => void;
}

/**
 * One reviewer's answers on one patient, kept as they change. Requests go one after the other, each with what has
 * changed since the last and the version that it builds on, so that of two windows the later is told, not lost.
 */
export function useSheet(review: number, pinned: string | undefined, first: Looked): Kept {
  const queryClient = useQueryClient();
  const [looked, setLooked] = useState(first);
  const [answers, setAnswers] = useState<Answers>(() => ({ ...first.own?.answers }));
  const [done, setDone] = useState(first.own?.done ?? false);
  const [keeping, setKeeping] = useState<Keeping>('kept');
  const [error, setError] = useState<unknown>();
  const state = useRef({
    version: first.own?.version ?? 0,
    done: first.own?.done ?? false,
    changed: {} as Record<string, Answer | null>,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    sending: Promise.resolve(true),
  });
  const { position } = first;

  async function send(complete: boolean): Promise<boolean> {
    const { changed, version } = state.current;
    state.current.changed = {};
    if (Object.keys(changed).length === 0 && complete === state.current.done) return true;
    try {
      const body = { base: version, answers: changed, done: complete };
      const kept = await saveAnswers(review, position, body, pinned);
      state.current.version = kept.own?.version ?? version;
      state.current.done = complete;
      setLooked(kept);
      setDone(complete);
      setError(undefined);
      setKeeping(Object.keys(state.current.changed).length > 0 ? 'pending' : 'kept');
      return true;
    } catch (reason) {
      // What was typed since stands above what could not be kept.
      state.current.changed = { ...changed, ...state.current.changed };
      setError(reason);
      setKeeping(
        reason instanceof ApiError && reason.code === 'review_sheet_changed' ? 'conflict' : 'failed',
      );
      return false;
    }
  }

  function queue(complete: boolean): Promise<boolean> {
    clearTimeout(state.current.timer);
    state.current.sending = state.current.sending.then(() => send(complete));
    return state.current.sending;
  }

  const queued = useRef(queue);
  useEffect(() => {
    queued.current = queue;
  });
  // Whoever leaves in the middle of a sentence finds it again.
  useEffect(() => {
    const { current } = state;
    return () => {
      clearTimeout(current.timer);
      if (Object.keys(current.changed).length > 0) void queued.current(current.done);
    };
  }, []);

  async function newest() {
    const found = await queryClient.fetchQuery({ ...patientQuery(review, position, pinned), staleTime: 0 });
    state.current.version = found.own?.version ?? 0;
    state.current.done = found.own?.done ?? false;
    setLooked(found);
    setDone(state.current.done);
    return found;
  }

  return {
    answers,
    done,
    keeping,
    error,
    looked,
    set: (key, answer) => {
      setAnswers((old) => {
        const { [key]: _, ...rest } = old;
        return answer === null ? rest : { ...rest, [key]: answer };
      });
      state.current.changed[key] = answer;
      setKeeping('pending');
      clearTimeout(state.current.timer);
      // An answer that is changed is complete only when it is said to be so again.
      state.current.timer = setTimeout(() => void queue(false), PAUSE);
    },
    finish: queue,
    overwrite: () => {
      void newest().then((found) => {
        const gone = Object.keys(found.own?.answers ?? {}).filter((key) => !(key in answers));
        state.current.changed = { ...Object.fromEntries(gone.map((key) => [key, null])), ...answers };
        return queue(false);
      });
    },
    reload: () => {
      state.current.changed = {};
      void newest().then((found) => {
        setAnswers({ ...found.own?.answers });
        setKeeping('kept');
        setError(undefined);
      });
    },
  };
}
