/** What was done to a draft, so that it can be undone and done again. */
import { useCallback, useReducer } from 'react';

export interface History<T> {
  past: T[];
  present: T;
  future: T[];
  /** What the last change was about, and when: typing in one field is one change. */
  about?: string;
  at: number;
}

const MOST = 200;
/** Milliseconds between two keys in a field that still are one change. */
const TOGETHER = 1500;

export type Act<T> = { do: 'set'; to: T; about?: string; at: number } | { do: 'undo' } | { do: 'redo' };

export function begun<T>(present: T): History<T> {
  return { past: [], present, future: [], at: 0 };
}

export function next<T>(history: History<T>, act: Act<T>): History<T> {
  const { past, present, future } = history;
  if (act.do === 'undo') {
    const before = past.at(-1);
    if (before === undefined) return history;
    return { past: past.slice(0, -1), present: before, future: [present, ...future], at: 0 };
  }
  if (act.do === 'redo') {
    const [after, ...rest] = future;
    if (after === undefined) return history;
    return { past: [...past, present], present: after, future: rest, at: 0 };
  }
  if (act.to === present) return history;
  const goesOn = act.about !== undefined && act.about === history.about && act.at - history.at < TOGETHER;
  return {
    past: goesOn ? past : [...past, present].slice(-MOST),
    present: act.to,
    future: [],
    about: act.about,
    at: act.at,
  };
}

export function useHistory<T>(first: T) {
  const [history, act] = useReducer(next<T>, first, begun<T>);
  return {
    present: history.present,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    set: useCallback((to: T, about?: string) => act({ do: 'set', to, about, at: Date.now() }), []),
    undo: useCallback(() => act({ do: 'undo' }), []),
    redo: useCallback(() => act({ do: 'redo' }), []),
  };
}
