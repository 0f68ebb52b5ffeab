import { useCallback, useLayoutEffect, useRef } from 'react';
import type { Builder } from '@/features/research/builder/context';
import { named, withValue } from '@/features/research/builder/definition/paths';
import type { Draft } from '@/features/research/builder/draft';

/** Ways to edit a draft that stay the same, so that what has not changed need not be drawn anew to use them. */
export function useEdits(
  draft: Draft,
  onChange: (draft: Draft, about?: string) => void,
): Pick<Builder, 'change' | 'set'> {
  const latest = useRef({ draft, onChange });
  useLayoutEffect(() => {
    latest.current = { draft, onChange };
  });
  const change = useCallback<Builder['change']>((edit, about) => {
    const { draft: now, onChange: tell } = latest.current;
    const expression = edit(now.expression);
    if (expression === now.expression) return;
    const next = { ...now, expression };
    // A second edit before the next drawing goes on from this one.
    latest.current = { draft: next, onChange: tell };
    tell(next, about);
  }, []);
  const set = useCallback<Builder['set']>(
    (path, value, about) => change((now) => withValue(now, path, value), about && named(path)),
    [change],
  );
  return { change, set };
}
