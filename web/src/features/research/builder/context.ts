import { createContext, useContext } from 'react';
import { EMPTY, type Expression } from '@/features/research/builder/circe';

export interface Builder {
  expression: Expression;
  /** Replace the expression; changes about the same thing, one shortly after the other, are undone together. */
  change: (next: Expression, about?: string) => void;
  /** What each criterion, group and count says, by its place in the JSON. */
  places: Record<string, string>;
  readOnly: boolean;
}

export const BuilderContext = createContext<Builder>({
  expression: EMPTY,
  change: () => undefined,
  places: {},
  readOnly: true,
});

export function useBuilder(): Builder {
  return useContext(BuilderContext);
}
