import { createContext, type RefObject, useContext } from 'react';
import { EMPTY, type Expression } from '@/features/research/builder/definition/circe';
import type { Moved } from '@/features/research/builder/definition/moving';
import type { Path } from '@/features/research/builder/definition/paths';

export interface Builder {
  /** As it was when what reads it was drawn: `change` is given what it is by then. */
  expression: Expression;
  /** Edit the expression; changes about the same thing, one shortly after the other, are undone together. */
  change: (edit: (now: Expression) => Expression, about?: string) => void;
  /** Put a value at a place; undefined takes it away. `about`: it is typed or counted up, so one change with the next. */
  set: (path: Path, value: unknown, about?: 'typed') => void;
  readOnly: boolean;
}

export interface Dragging {
  /** The part that is dragged. Not state: what is dropped must be known at once. */
  part: RefObject<Path | undefined>;
  /** The place over which it is. */
  over: string | undefined;
  setOver: (place: string | undefined) => void;
  /** Takes a move over, says where the part is now, and brings the focus there; nothing for one that cannot be made. */
  move: (edit: (now: Expression) => Moved | undefined) => void;
}

export const BuilderContext = createContext<Builder>({
  expression: EMPTY,
  change: () => undefined,
  set: () => undefined,
  readOnly: true,
});

export const DragContext = createContext<Dragging>({
  part: { current: undefined },
  over: undefined,
  setOver: () => undefined,
  move: () => undefined,
});

export function useBuilder(): Builder {
  return useContext(BuilderContext);
}

export function useDrag(): Dragging {
  return useContext(DragContext);
}
