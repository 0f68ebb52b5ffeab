import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { beforeAll, expect, it, vi } from 'vitest';
import { BuilderContext, DragContext } from '@/features/research/builder/context';
import { attributesOf, firstValue, membersOf } from '@/features/research/builder/definition/attributes';
import {
  type Criterion,
  type Expression,
  type Kind,
  newCorrelated,
} from '@/features/research/builder/definition/circe';
import { named, type Path, withValue } from '@/features/research/builder/definition/paths';
import { EntrySection } from '@/features/research/builder/EntrySection';
import { ExitSection } from '@/features/research/builder/ExitSection';
import { RuleList } from '@/features/research/builder/RuleList';
import builder from '@/locales/en/builder.json';
import circe from '@/locales/en/circe.json';
import common from '@/locales/en/common.json';

beforeAll(() =>
  i18next.use(initReactI18next).init({
    lng: 'en',
    ns: ['builder', 'circe', 'common'],
    fallbackNS: 'common',
    resources: { en: { builder, circe, common } },
    interpolation: { escapeValue: false },
  }),
);

/** A criterion that says something of every attribute of its kind. */
function whole(kind: Kind): Criterion {
  const concepts = [{ CONCEPT_ID: 7, CONCEPT_NAME: `a concept of ${kind}` }];
  const values = attributesOf(kind).map(({ name, holds }) => [
    name,
    holds === 'Concept*' ? concepts : holds === 'set' ? 0 : firstValue(holds),
  ]);
  return { [kind]: Object.fromEntries(values) };
}

function shown(expression: Expression, readOnly = false) {
  const set = vi.fn();
  const change = vi.fn();
  const dragging = { part: { current: undefined }, over: undefined, setOver: vi.fn(), move: vi.fn() };
  render(
    <BuilderContext value={{ expression, change, set, readOnly }}>
      <DragContext value={dragging}>
        <EntrySection />
        <RuleList off={[]} onOff={vi.fn()} />
        <ExitSection />
      </DragContext>
    </BuilderContext>,
  );
  return { set, change, dragging };
}

// Between them they have attributes of every sort.
const KINDS: Kind[] = ['DrugExposure', 'Measurement', 'PayerPlanPeriod', 'CustomEra'];

it.each(KINDS)('shows every attribute of %s, and changes nothing by showing it', (kind) => {
  const { set, change } = shown({ PrimaryCriteria: { CriteriaList: [whole(kind)] } });
  const labels = [...document.querySelectorAll('.attributeName')].map((each) => each.textContent);
  const called = attributesOf(kind).map(({ name, holds }) => {
    const said = circe.attribute[name as keyof typeof circe.attribute];
    const bySet = holds === 'ConceptSetSelection' && name.slice(0, -2) in membersOf(kind);
    return bySet ? `${said} (concept set)` : said;
  });
  expect(labels).toEqual(called);
  expect(set).not.toHaveBeenCalled();
  expect(change).not.toHaveBeenCalled();
});

const DEEP: Expression = {
  ConceptSets: [{ id: 0, name: 'Diabetes' }],
  PrimaryCriteria: { CriteriaList: [{ ConditionOccurrence: { CodesetId: 9 } }] },
  AdditionalCriteria: { Type: 'AT_MOST', Count: 2, CriteriaList: [newCorrelated('Death')] },
  InclusionRules: [
    {
      name: 'Deep',
      expression: {
        Type: 'ALL',
        Groups: [
          {
            Type: 'ANY',
            Odd: 'thing',
            CriteriaList: [
              {
                ...newCorrelated('DrugExposure'),
                Criteria: {
                  DrugExposure: {
                    CorrelatedCriteria: { Type: 'ALL', CriteriaList: [newCorrelated('Death')] },
                  },
                },
                EndWindow: { Start: { Days: 3, Coeff: -1 }, End: { Coeff: 1 } },
              },
            ],
          },
        ],
      },
    },
  ],
  EndStrategy: { CustomEra: { DrugCodesetId: 0, GapDays: 7, Offset: 2 } },
  CensoringCriteria: [{ Death: {} }],
  CensorWindow: { StartDate: '2010-01-01' },
};

it('shows groups to any depth, both windows, drug eras, censoring, and names what it cannot show', () => {
  const { set, change } = shown(DEEP);
  expect(screen.getByLabelText('Move condition 1.1.1')).toBeTruthy();
  expect(screen.getByText('Odd')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('Days to the beginning, second window').value).toBe('3');
  expect(screen.getByLabelText<HTMLInputElement>('Days of a gap that does not end it').value).toBe('7');
  expect(screen.getByLabelText<HTMLInputElement>('Cut cohort spans to, first day').value).toBe('2010-01-01');
  expect(screen.getByText('concept set 9, which the definition does not have')).toBeTruthy();
  expect(set).not.toHaveBeenCalled();
  expect(change).not.toHaveBeenCalled();
});

it('changes the one place that a field is for', async () => {
  const { set } = shown(DEEP);
  await userEvent.selectOptions(screen.getByLabelText('Beginning of the second window'), 'first');
  const [path, value] = set.mock.lastCall as [Path, unknown];
  expect(named(path)).toBe('InclusionRules[0].expression.Groups[0].CriteriaList[0].EndWindow.Start');
  expect(value).toEqual({ Coeff: -1 });
  const changed = withValue(DEEP, path, value);
  expect({ ...changed, InclusionRules: undefined }).toEqual({ ...DEEP, InclusionRules: undefined });
});

it('moves a part by the arrow keys on its handle', async () => {
  const { dragging } = shown(DEEP);
  screen.getByLabelText('Move condition 1.1').focus();
  await userEvent.keyboard('{ArrowLeft}');
  const [move] = dragging.move.mock.lastCall as [(now: Expression) => [Expression, Path]];
  const [expression, path] = move(DEEP);
  expect(named(path)).toBe('InclusionRules[0].expression.CriteriaList[0]');
  expect(expression.InclusionRules?.[0]?.expression?.Groups?.[0]?.Odd).toBe('thing');
});

it('lets nothing be changed by those who only read', () => {
  shown(DEEP, true);
  expect(screen.queryByRole('button')).toBeNull();
  const fields = [
    ...document.querySelectorAll<HTMLInputElement>('input, select, textarea:not([aria-hidden])'),
  ];
  // Whether a rule is counted is asked, not saved.
  expect(fields.filter((field) => !field.disabled)).toEqual([]);
});
