import { act, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { BuilderContext, useBuilder } from '@/features/research/builder/context';
import type { Expression } from '@/features/research/builder/definition/circe';
import { type Path, valueAt, withoutItem } from '@/features/research/builder/definition/paths';
import type { Draft } from '@/features/research/builder/draft';
import { Still } from '@/features/research/builder/Still';
import { useEdits } from '@/features/research/builder/useEdits';

const drawn: string[] = [];

function Shown({ name }: { name: string }) {
  drawn.push(name);
  return name;
}

function Name({ path }: { path: Path }) {
  const { expression, set } = useBuilder();
  const name = String(valueAt(expression, path));
  return (
    <button type="button" onClick={() => set(path, `${name}!`)}>
      <Shown name={name} />
    </button>
  );
}

function Builder() {
  const [draft, setDraft] = useState<Draft>({
    name: '',
    description: '',
    expression: { InclusionRules: [{ name: 'a' }, { name: 'b' }] },
  });
  const expression: Expression = draft.expression;
  return (
    <BuilderContext value={{ expression, readOnly: false, ...useEdits(draft, setDraft) }}>
      {[0, 1].map((at) => (
        <Still key={at} path={['InclusionRules', at]}>
          <Name path={['InclusionRules', at, 'name']} />
        </Still>
      ))}
    </BuilderContext>
  );
}

it('draws what has changed alone, and edits what is there by then', () => {
  render(<Builder />);
  drawn.length = 0;
  act(() => screen.getByText('a').click());
  expect(drawn).toEqual(['a!']);
  // Drawn before the first edit, the other still goes on from it.
  act(() => screen.getByText('b').click());
  expect(screen.getByText('a!')).toBeTruthy();
  expect(screen.getByText('b!')).toBeTruthy();
});

it('loses neither of two edits between two drawings', () => {
  render(<Builder />);
  act(() => {
    screen.getByText('a').click();
    screen.getByText('b').click();
  });
  expect(screen.getByText('a!')).toBeTruthy();
  expect(screen.getByText('b!')).toBeTruthy();
});

it('takes an item out of a list, and nothing where there is no list', () => {
  const given = { A: { L: [1, 2, 3] }, B: 1 };
  expect(withoutItem(given, ['A', 'L', 1])).toEqual({ A: { L: [1, 3] }, B: 1 });
  expect(withoutItem(given, ['B', 0])).toBe(given);
});
