import { type ReactNode, useMemo } from 'react';
import { BuilderContext, useBuilder } from '@/features/research/builder/context';
import { named, type Path, valueAt } from '@/features/research/builder/definition/paths';

interface Props {
  path: Path;
  /** What else its inside is drawn from. */
  mark?: string;
  children: ReactNode;
}

/**
 * Draws its inside anew only where what stands at `path`, or a concept set, has changed: definitions can be long. React
 * still calls what reads the context, finds it the same, and goes no deeper.
 */
export function Still({ path, mark, children }: Props) {
  const builder = useBuilder();
  const place = named(path);
  const value = valueAt(builder.expression, path);
  const { ConceptSets: sets } = builder.expression;
  const { readOnly } = builder;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it is drawn from, not what carries it
  return useMemo(
    () => <BuilderContext value={builder}>{children}</BuilderContext>,
    [place, value, sets, readOnly, mark],
  );
}
